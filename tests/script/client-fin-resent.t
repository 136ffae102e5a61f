# A FIN that is sent again, with bytes that were sent before.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0.1 C> P. "QUIT\r\n" as quit
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
+0.1 C> FP. quit                                        = accept, discard a, abandon fin, wait ack=7
+0.1 C> FP. quit                                        = accept, wait ack=7
+0   S> . a$ ack 8                                      = drop
+0.1 C> F. 7:7                                          = accept, wait ack=7
@5   tick                                               = none
stats abandoned_total=1
