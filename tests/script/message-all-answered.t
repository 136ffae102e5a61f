# Where DATA is answered, all that was said before is, however many replies its lines
# had: what is before the next message is counted from there.  What passed before does
# not use up the times that a message is kept.
conf interval=4 burst=2 max-hold=60 max-rate=1
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "RSET\r\nRSET\r\nRSET\r\n"                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "RSET\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n" as one = cut 27
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n" ack one+27 = accept
+0.2 C> P. one+27:one$                                  = accept
+0   S> P. "354 go\r\n"                                 = accept
+0   C> P. "text\r\n.\r\n"                              = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = cut 40
# One where it has not got the newest reply comes again: one RCPT is open still.
open b client=2 acks=explicit
owe 2 0.01
@40  tick
+0   b S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" as ehlo = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n" ack ehlo$ = accept
+0   b S> P. "250 2.1.0 Ok\r\n" as bok                  = accept
+0   b C> P. "RCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 5 LAST\r\nhello" as two ack ehlo$ = drop, wait
+0   b C> P. two ack bok$                               = cut 26
# Nor is what a server has, and answered a part of, though the client has that.
open c client=3
owe 3 0.01
@60  tick
+0   c S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"       = accept
+0   c C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\n" = accept
+0   c S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   c C> P. "BDAT 5 LAST\r\nhello"                     = drop
