# The client's RST does the same.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold
@3   C> R.                                              = accept, discard no, discard ok, abandon rst wait=2
+0.1 S> P. no                                           = drop
@5   tick                                               = none
stats abandoned_total=1
