# A client that has all that was said, and whose server had all that it said, begins
# anew, however many replies its lines had: what is before a message is counted from
# there.  What passed before does not use up the times that a message is kept.
conf interval=4 burst=2 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "NOOP\r\nNOOP\r\nNOOP\r\n"                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "NOOP\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = cut 40
# Not where it has not got the newest reply: one RCPT is open still.
open b client=2 acks=explicit
owe 2 0.01
@40  tick
+0   b S> P. "220 mx.example\r\n250 CHUNKING\r\n" as ehlo = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n" ack ehlo$ = accept
+0   b S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   b C> P. "RCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 5 LAST\r\nhello" ack ehlo$ = cut 26
