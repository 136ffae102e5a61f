# A message is one only with a recipient that was accepted: an empty BDAT behind
# another one's end delivers nothing.
conf interval=4
owe 1 0.01
@10  tick
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "EHLO x\r\n"                                 = accept
+0   S> P. "250-mx\r\n250 CHUNKING\r\n"                         = accept
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "RCPT TO:<a>\r\n"                            = accept
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
+0   C> P. "DATA\r\n"                                   = accept
+0   S> P. "354 go on\r\n"                              = accept
+0   C> P. "x\r\n.\r\n"                                 = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "BDAT 0 LAST\r\n"                            = accept
+0   S> P. "250 2.0.0 nothing\r\n"                      = accept
source 1 delivered=1
+0   C> P. "RCPT TO:<a>\r\n"                            = accept
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
+0   C> P. "BDAT 0 LAST\r\n"                            = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=2
# LAST ends a segment, and its line comes later.
+0   C> P. "RCPT TO:<a>\r\n"                            = accept
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
+0   C> P. "BDAT 0 LAST"                                = accept
+0   C> P. "\r\n"                                       = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=3
