# A client of which nothing was seen before is told what the first held packet says
# of its bytes; one that was seen, what it was told before, though the server has
# got more since.
conf interval=4
open a client=1
+0   a C> P. "RCPT TO:<a>\r\n"
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   a C> P. "RCPT TO:<b>\r\n"
@1   a S> P. "550 5.1.1 no\r\n" as a1                   = hold 4
+0.1 a C> P. "RCPT TO:<c>\r\n"                          = drop, wait ack=27
@5   tick                                               = release a1
+0   a C> P. 27:40 "RCPT TO:<c>\r\n"                    = accept
+0   a C> P. "RCPT TO:<d>\r\n"                          = accept
@6   a S> P. "550 5.1.1 no\r\n" as a2                   = hold 4, zero-window
+0.1 a C> P. "RCPT TO:<e>\r\n"                          = drop, wait ack=27
+0.1 a S> . a2$                                         = drop, zero-window
+0.1 a C> P. 53:66                                      = drop, wait ack=27
@10  tick                                               = release a2
