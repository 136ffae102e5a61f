# Of a client that is read, nothing passes out of order, however often it comes: the server
# would have it, whatever came in its place.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n" as m       = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   C> P. m$+1:m$+16 "VRFY guess123\r\n" as x          = drop
+0   C> P. x                                            = drop
+0   C> P. x                                            = drop
+0   C> P. x                                            = drop
+0   C> P. x                                            = drop
+0   C> P. m$:m$+1 " "                                  = accept
+0   C> P. x                                            = accept
+0   C> P. m$+1:m$+16 "BDAT 00000000\r\n"               = accept
+0   S> P. "252 2.0.0 guess123\r\n" ack m$+16 as b      = hold 12, zero-window
stop                                                    = release b, early
