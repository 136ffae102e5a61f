# A server whose answer to RCPT ends with LF alone, and 354 with CR LF: that is no clean one, so
# that a text begins is not known, and its lines are not counted.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "EHLO a\r\n"                                 = accept
+0   S> P. "250 mx\r\n"                                 = accept
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 Ok\r\n"                                 = accept
+0   C> P. "RCPT TO:<a>\r\n"                           = accept
+0   S> P. "250 Ok\n"                                   = accept
+0   C> P. "DATA\r\n"                                   = accept
+0   S> P. "354 go\r\n"                                 = accept
+0   C> P. "From: a\r\nTo: b\r\n\r\ntext\r\n.\r\n"      = accept
+0   S> P. "250 Ok\r\n"                                 = accept
+0   C> P. "NOOP\r\n"                                   = accept
