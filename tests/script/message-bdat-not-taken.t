# A server that refuses BDAT may read its chunk as commands: no answer passes for BDAT's
# then.  Nor where a reply may be made up.
conf interval=4 burst=8
owe 1 0.01
@40  tick
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "HELO c\r\n"                                 = accept
+0   S> P. "250-mx\r\n250 CHUNKING\r\n"                         = accept
+0   C> P. "BDAT 8\r\nRCPT b\r\nBDAT 0\r\n"             = accept
+0   S> P. "503 no CHUNKING\r\n" as no                  = hold, zero-window
+0   S> P. "252 b\r\n" as b                             = hold, zero-window
@44  tick                                               = release no, release b
@100 tick
open two
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   two C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"        = accept
+0   two S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"       = accept
+0   two C> P. "RSET x\r\nRCPT b\r\nBDAT 0\r\n"         = accept
+0   two S> P. "214 2.0.0 x\n250 y\r\n"                 = accept
owe 1 12
+0   two S> P. "252 2.0.0 b\r\n"                        = hold, zero-window
@112 tick                                               = release
