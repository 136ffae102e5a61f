# What the client sends while a reply is held reaches the server only behind it,
# and each time the client is told to wait with what it knew: window 0, the same
# number, the same time.  What the server has got already passes: it tells nothing.
conf interval=4 policy=reply
owe 1 0.01
+0.1  tick
open ts
+0    S> P. "220 mx.example\r\n250 mx.example\r\n"      = accept
+0    C> P. "RCPT TO:<a>\r\n" as a                      = accept
@1    S> P. "550 5.1.1 no\r\n" as no                    = hold 4, zero-window
+0.1  C> P. "RCPT TO:<b>\r\n" as b                      = drop, wait ack=1
# The server got the first, and says so: the client is told no more than it knew.
+0.1  S> . no$ ack a$                                   = drop, zero-window
+0.1  C> P. b                                           = drop, wait ack=1
+0.1  C> P. a                                           = accept, wait ack=1
+0.1  C> P. a:b$                                        = drop, wait ack=1
# A probe of the window it was told of: one byte.
+0.1  C> . b:b+1                                        = drop, wait ack=1
+0.1  C> .                                              = accept
@5    tick                                              = release no
+0.1  C> P. b                                           = accept
stats withheld_total=4 answered_total=5
