# How much more the server takes hangs on what it has read: neither a larger nor
# a smaller window passes, and the client is told of none, with the server's
# number and time as it knew them.
conf interval=4 policy=reply
owe 1 0.01
+0.1 tick
open ts
+0    S> P. "220 mx.example\r\n250 mx.example\r\n"      = accept
+0    C> P. "RCPT TO:<a>\r\n" as rcpt                   = accept
@1    S> P. "550 5.1.1 no\r\n" as no                    = hold 4, zero-window
+0.1  S> . no$ win 100                                  = drop, zero-window
+0.1  C> P. "RCPT TO:<b>\r\n" as next                   = drop, wait ack=1
+0.1  S> . no$ win 30000                                = drop, zero-window
+0.1  C> P. rcpt                                        = accept, wait ack=1
@5    tick                                              = release no
+0.1  C> P. next                                        = accept
