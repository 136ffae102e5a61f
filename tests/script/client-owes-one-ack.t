# A server with Nagle's algorithm (RFC 9293 3.7.4) sends nothing short while one short segment
# is not acknowledged: the answer to a guess would stay in it, and never be charged.  So
# no command passes then.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1 acks=explicit
+0   S> P. "220 mx.example ESMTP Postfix\r\n" as hi     = accept
+0   C> P. "EHLO a\r\n" ack hi$                         = accept
+0   S> P. "250-mx\r\n250 PIPELINING\r\n" as ehlo       = accept
+0   C> P. "MAIL FROM:<>\r\n" ack ehlo$                 = accept
+0   S> P. "250 2.1.0 Ok\r\n" as mail                   = accept
+0.01 C> P. "RCPT TO:<guess>\r\nDATA\r\n" ack ehlo$     = drop, wait
+0   S> . ack 20                                        = accept
+0   C> P. "a line of text\r\n"*80 ack ehlo$            = drop, wait
