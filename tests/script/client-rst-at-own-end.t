# The client's numbers go on with what it sends: its RST behind bytes that the
# server did not acknowledge yet is in the window; so is a FIN behind data.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0.1 C> P. "RCPT TO:<a>\r\n"
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
+0.1 C> P. "RCPT TO:<b>\r\n"                            = accept
+0.1 C> P. "RCPT TO:<c>\r\n"                            = accept
+0.1 C> R.                                              = accept, discard a, abandon rst
@5   tick                                               = none
open b
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0.1 b C> P. "RCPT TO:<a>\r\n"
@6   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4, zero-window
+0.1 b C> FP. "QUIT\r\n"                                = accept, discard b, abandon fin
@10  tick                                               = none
