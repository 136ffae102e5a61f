# What stands in a message is no command: lines of it that look like one are not
# waited for, and none is kept back, by DATA or by BDAT.
conf interval=4 burst=1
owe 1 0.01
@20  tick
open a client=1
+0   a S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   a C> P. "MAIL FROM:<>\r\n"                         = accept
+0   a S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   a C> P. "RCPT TO:<a>\r\n"                          = accept
+0   a S> P. "250 2.1.5 Ok\r\n"                         = accept
+0   a C> P. "DATA\r\n"                                 = accept
+0   a S> P. "354 go\r\n"                               = accept
owe 1 20
+0   a C> P. "RCPT TO:<a>\r\n"*9 "DATA\r\nBDAT 9 LAST\r\n.\r\n" = accept
+0   a S> P. "250 2.0.0 queued\r\n"                     = accept
source 1 delivered=1 errors=0
@60  tick
open b client=1
+0   b S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   b C> P. "MAIL FROM:<>\r\n"                         = accept
+0   b S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   b C> P. "RCPT TO:<a>\r\n"                          = accept
+0   b S> P. "250 2.1.5 Ok\r\n"                         = accept
owe 1 20
+0   b C> P. "BDAT 36 LAST\r\nRCPT TO:<a>\r\nDATA\r\nBDAT 5\r\nwords..\r\n" = accept
+0   b S> P. "250 2.0.0 queued\r\n"                     = accept
source 1 delivered=2 errors=0
# As long as BDAT says, no more and no less.
@120 tick
conf interval=4 burst=1
+0   b C> P. "BDAT 90\r\n" "x"*78 "DATA\r\nDATA\r\n"     = accept
+0   b C> P. "NOOP\r\nDATA\r\n"                         = cut 6
