# A byte that is urgent is not what a server reads: it is kept from it, with its segment.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> PU. "BDAT 80\r\n" "VRFY b\r\n"*10 as x          = drop
+0.2 C> P. x                                            = accept
