# With policy = reply each error of a connection waits an interval longer than the one
# before, so a message in one flight with more than one unanswered line is kept until
# they are answered, and its 250 waits for nothing.
conf interval=20 burst=4 max-hold=240 policy=reply
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "RCPT x\r\n"                                 = accept
+0   S> P. "550 5.1.1 no\r\n" as one                    = hold 20
@20  tick                                               = release one
@21  C> P. "RSET\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<ok>\r\nBDAT 5 LAST\r\nhello" as all = cut 54
+0   S> P. "250 2.1.0 Ok\r\n" ack all+54                = accept
+0   S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n250 2.1.5 Ok\r\n" as two = hold 40, zero-window
@61  tick                                               = release two
+0.1 C> P. all+54:all$                                  = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
+0   C> P. "RSET\r\nRSET\r\nBDAT 5 LAST\r\nhello" as two_lines = cut 12
+0   S> P. "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n" ack two_lines+12 = accept
+0.1 C> P. two_lines+12:two_lines$                      = accept
+0   S> P. "503 5.5.1 no\r\n" as no                     = hold 20, zero-window
@81.2 tick                                              = release no
+0   C> P. "RSET\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "RSET\r\nBDAT 5 LAST\r\nhello"               = accept
