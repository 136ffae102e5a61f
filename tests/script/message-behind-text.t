# What is said right behind a message's text is answered as anything else is, and counts
# for the message behind it: the text ends with a line that is a dot, in any pieces.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "DATA\r\n"                                   = accept
+0   S> P. "354 go\r\n"                                 = accept
owe 1 12
+0   C> P. "x\r\n..\r\n.x\r\n.\rx\r\nVRFY a\r\n."        = accept
+0   C> P. "\r"                                         = accept
+0   C> P. "\nVRFY b\r\n"                               = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
+0   C> P. "BDAT 0\r\n" as more                         = drop
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 11.5, zero-window
@31.5 tick                                              = release b
# Nothing is left of that: the next one waits for what is before it only.
+0   C> P. more                                         = accept
+0   S> P. "250 2.0.0 0 octets\r\n"                     = accept
