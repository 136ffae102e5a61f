# What acknowledges what was never sent is nothing to a server, and not read: the same
# bytes may say something else then.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   C> P. "BDAT 0\r\n" ack 9000 as x                   = accept
+0   C> P. x "VRFY b\r\n"                               = accept
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 12, zero-window
@32  tick                                               = release b
