# The client's numbers go on with what it sends, though that was kept back: its
# RST at its own end is given the number that the server believes (RFC 5961 3.2).
# One that had it is left alone.
conf interval=4 policy=reply
open cisn=3000000000
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0.1 C> P. "RCPT TO:<a>\r\n"
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
+0.1 C> P. "RCPT TO:<b>\r\n"                            = drop, wait ack=14
+0.1 C> P. "RCPT TO:<c>\r\n"                            = drop, wait ack=14
+0.1 C> R.                                              = rewrite 14, discard a, abandon rst
+0.1 C> R.                                              = rewrite 14
@5   tick                                               = none
open b
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0.1 b C> P. "RCPT TO:<a>\r\n"
@6   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4, zero-window
+0.1 b C> R. 14:14                                      = accept, discard b, abandon rst
@10  tick                                               = none
