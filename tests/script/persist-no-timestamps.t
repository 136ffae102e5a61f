# Timestamps are in the answer if, and only if, the server's segment has them.
conf interval=4 policy=reply
open
+0    S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1    S> P. "550 5.1.1 one\r\n" as one                  = hold
+0.1  C> P. "X" ack hi$                                 = drop, wait
+0.1  S> P. one                                         = hold, discard one, zero-window
+0.1  S> P. one <nop,nop,ts 4000000000 1234>            = hold, discard one, zero-window
@5    tick                                              = release one
