# The client's FIN: nobody waits for the reply.  What is held is dropped, the
# bytes stay closed until their time, and pass then.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@2   C> F.                                              = accept, discard no, abandon fin wait=1
+0.1 S> P. no                                           = drop
+1   S> P. no                                           = drop
@5   tick                                               = none
+0.5 S> P. no                                           = accept
stats abandoned_total=1 abandoned_ms_total=1000 released_total=0 gated_now=0
