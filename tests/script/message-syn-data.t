# No server reads a segment with SYN on a connection that is there (RFC 5961 4): nor is
# it read here.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n" as m       = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   C> SP. m$:m$+15 "BDAT 00000000\r\n" as x       = drop
+0   C> P. m$:m$+15 "VRFY guess123\r\n"        = accept
+0   S> P. "252 2.0.0 guess123\r\n" as b                = hold 12, zero-window
stop                                                    = release b, early
