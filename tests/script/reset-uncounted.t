# Where it is not known which reply answers which line, lines are counted all the same: a
# reset costs by them.  BDAT behind HELO is one for Postfix, which answers once it has it all:
# what is in it is read as lines.
conf interval=20 burst=4 max-hold=240 max-debt=400
owe 1 0.01
@20  tick
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a C> P. "HELO me\r\n"                              = accept
+0   a S> P. "250 mx\r\n" as ok                         = accept
+0   a C> P. "BDAT 12 LAST\r\n"                         = accept
owe 1 62
+62  a C> P. "RSETxxxxxx\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\n" = accept
+0   a S> R. ok$                                        = hold 20, reset
source 1 debt=140
+20  tick                                               = release
# What is said with a BDAT that is refused.
@399 tick
owe 2 1
@400 tick
open b client=2
+0   b S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" = accept
+0   b C> P. "BDAT 0 LAST\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\n" = accept
+0   b S> P. "503 5.5.1 need RCPT\r\n" as no            = hold 20, zero-window
+0   b S> R. no$                                        = hold, reset
source 2 debt=120
+20  tick                                               = release no
+20  tick                                               = release
# What is said behind a text that was refused, and whose end was not seen.
@599 tick
owe 3 0.01
@700 tick
open c client=3
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   c S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   c C> P. "X: xxxxxx.\r\n"                           = accept
+0   c S> P. "452 no\r\n" as no                         = accept
owe 3 1
+1   c C> P. "RSET\r\nRSET\r\nRSET\r\nRSET\r\n"         = accept
+0   c S> R. no$                                        = hold 20, reset
source 3 debt=80
+20  tick                                               = release
