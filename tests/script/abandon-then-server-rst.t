# The server resets a connection that its client has left already: nobody waits
# for that, and until its time the gate stays.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@2   C> R.                                              = accept, discard no, abandon rst
+0   S> R. no$                                          = drop
+0   S> P. no                                           = drop
stats gated_now=1
@5   tick                                               = none
stats reset_total=0 abandoned_total=1 gated_now=0 flows_now=0
