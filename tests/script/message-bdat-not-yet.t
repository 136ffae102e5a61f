# A BDAT LAST that was sent is no message yet: what is answered before it (MAIL,
# RCPT, RSET) is none, nor is anything where no recipient was accepted.  Else who
# delivers nothing would be paid for it.
conf interval=8 burst=4
owe 1 0.01
@40  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRSET\r\nBDAT 5 LAST\r\nhello"
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
source 1 delivered=0
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 8, zero-window
@48  tick                                               = release no
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   S> P. "503 5.5.1 no recipient\r\n"                 = accept
source 1 delivered=0 errors=1
+0   C> P. "RSET\r\n"
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "MAIL FROM:<>\r\n"
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "RCPT TO:<b>\r\nBDAT 5 LAST\r\nhello"
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
source 1 delivered=0
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
