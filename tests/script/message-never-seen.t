# What came before passed unseen, and never comes: what is behind it is kept from the
# server until that acknowledges what is before it.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. 40:46 "QUIT\r\n" as quit                     = drop
+0   C> P. 50:56 "NOOP\r\n"                             = drop
+0.2 C> P. quit                                         = drop
+0.4 C> P. quit                                         = drop
+0.8 C> P. quit                                         = drop
+0   S> . ack 40                                        = accept
+1.6 C> P. quit                                         = accept
