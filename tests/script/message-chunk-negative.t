# A size with a minus is what Exim takes it for, sscanf("%u"): 2^32 less.  This one is
# a chunk of 24 bytes, and what is in it is no command: nothing behind it is a message's.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 OK\r\n250 Accepted\r\n"                 = accept
+0   C> P. "BDAT -4294967272 LAST\r\nBDAT 0\r\nBDAT 0\r\nBDAT 0\r\n" = accept
+0   S> P. "250- 24 byte chunk, total 25\r\n250 OK id=1\r\n" = accept
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 OK\r\n"                                 = accept
owe 1 12
+0   C> P. "RCPT TO:<guess>\r\n"                        = accept
+0   S> P. "250 Accepted\r\n" as b                      = hold 12, zero-window
stop                                                    = release b, early
