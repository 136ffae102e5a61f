# The answer to BDAT is the one behind those to what was said before it, and does not
# wait, whatever is owed since.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = accept
+0   S> P. "250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
# What is said behind it is answered as anything else is.
+0   C> P. "NOOP\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n" as noop                   = hold 11.5, zero-window
@31.5 tick                                              = release noop
