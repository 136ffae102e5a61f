# For Postfix a dot alone in a line ends a text with bare LFs, too; for others it does not.
# What is behind it waits for an answer: a list of guesses is none of the message.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open client=1
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   C> P. "hi\n.\nRCPT TO:<g01>\r\nRCPT TO:<g02>\r\n" as all = cut 5
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
+0   C> P. all+5:all$                                   = accept
# Behind CR LF, and before a bare LF.
open b client=1
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   b S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   b C> P. "hi\r\n.\nRCPT TO:<g01>\r\nRCPT TO:<g02>\r\n" = cut 6
# Before CR LF, and behind a bare LF.
open c client=1
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   c S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   c C> P. "hi\n.\r\nRCPT TO:<g01>\r\nRCPT TO:<g02>\r\n" = cut 6
# Nothing else is one.
open d client=1
+0   d S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   d C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   d S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   d C> P. "hi\n..\n.x\n\r\n. \n\n..\r\nRCPT TO:<g01>\r\n" "text\r\n"*20 ".\r\nRSET\r\n" = accept
