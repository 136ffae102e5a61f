# An RST or FIN that the server will not believe ends nothing.  An RST passes as it
# is; a FIN is new bytes, and is not given.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0.1 C> P. "RCPT TO:<x@mx.example>\r\n"
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> .                                               = accept
+0.1 C> R 10000000                                      = accept
+0.1 C> R. 1:1 ack no                                   = accept
+0.1 C> R. 26:26                                        = accept
+0.1 C> F. 10000000:10000000                            = drop, wait
+0.1 C> F. 1:1                                          = accept, wait
@5   tick                                               = release no
stats abandoned_total=0
