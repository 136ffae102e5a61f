# For Postfix a dot and any number of CR before LF end a text; for others they don't.  What is
# behind it waits for an answer.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   C> P. "hi\r\n.\r\r\nRCPT TO:<g01>\r\nRCPT TO:<g02>\r\n" as all = cut 8
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
+0   C> P. all+8:all$                                   = accept
source 1 delivered=1
# Dots and CR elsewhere end nothing.
open b client=1
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   b S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   b C> P. "hi\r\n.\r\r.\r\n.\ra\r\n..\r\r\n\r\r.\r\r\n" = accept
+0   b C> P. ".\r\nRSET\r\n"                            = accept
