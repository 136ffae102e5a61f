# A line of more than 2048 bytes is two for Postfix and Sendmail: what is behind 2000 bytes
# waits for an answer, and if none comes the line goes on.  So each line has its answer.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open client=1
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "MAIL FROM:<me>\r\n"                         = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "RCPT TO:<" "x"*1000                         = accept
+0   C> P. "x"*1000 "RCPT TO:<g01>\r\n" as more         = cut 991
# Its server takes no line for more than one.
@79  C> P. more+991:more$                               = drop, wait
@140 C> P. more+991:more$                               = accept
+0   C> P. "RCPT TO:<b>\r\n"                            = accept
+0   S> P. "250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "NOOP\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "NOOP\r\n"                                   = accept
# Another is between verb and size.
open b client=1
+0   b S> P. "220 mx.example\r\n250-mx.example\r\n250-mx\r\n250 CHUNKING\r\n" = accept
+0   b C> P. "MAIL FROM:<me>\r\n"                       = accept
+0   b S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   b C> P. "BDAT" " "*2100 "400000\r\n"               = cut 2000
# A line of 2000 is one, and so is the next.
open c client=1
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c C> P. "MAIL FROM:<" "x"*1987 "\r\nRCPT TO:<" "x"*1990 "\r\nRSET\r\n" = accept
