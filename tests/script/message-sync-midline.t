# Reading begins anew behind half a line: what follows is no verb.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "DATA\r\nx\r\n"                                = cut 6
+0   S> P. "354 go\r\n"                                = accept
+0   C> P. 34:47 "x\r\n.\r\nVRFY <@"                   = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
owe 1 12
+0   C> P. "bdat.example:guess@mx.example>\r\n"         = accept
+0   S> P. "252 2.0.0 guess@mx.example\r\n" as b        = hold 12, zero-window
stop                                                    = release b, early
