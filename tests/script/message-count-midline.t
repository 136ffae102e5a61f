# Counting begins anew within a line: that line is to be answered, too.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 OK\r\n"                                 = accept
+0   C> P. "RCPT TO:<a>\r\n"*100                        = accept
+0   C> P. "RCPT TO:<a>\r\n"*100                        = accept
+0   C> P. "RCPT TO:<a>\r\n"*56 "RCPT TO:<gu"           = accept
+0   S> P. "250 Accepted\r\n"*100                       = accept
+0   S> P. "250 Accepted\r\n"*100                       = accept
+0   S> P. "250 Accepted\r\n"*56                        = accept
owe 1 12
+0   C> P. "ess>\r\nBDAT 0\r\n"                         = cut 6
+0   S> P. "250 Accepted\r\n" as b                      = hold 12, zero-window
stop                                                    = release b, early
