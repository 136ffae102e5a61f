# The line that begins a part of a message may come in any pieces, and LAST, too.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "BDAT 5\r\nhelloBD"                          = accept
+0   C> P. "A"                                          = accept
+0   C> P. "T 1"                                        = accept
+0   C> P. "2\r\na\r\nb\r\nc\r\nd\r\nBDAT 5LA"         = accept
+0   C> P. "ST"                                         = accept
+0   C> P. "\r\nworldNOOP\r\n"                          = accept
owe 1 12
+0   S> P. "250 2.0.0 5 octets\r\n"                     = accept
+0   S> P. "250 2.0.0 12 octets\r\n"                    = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
+0   S> P. "250 2.0.0 Ok\r\n" as noop                   = hold 11.5, zero-window
@31.5 tick                                              = release noop
# Where it must wait, and its verb has begun already, the rest of it does.
@80  tick
open two
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
owe 1 2
+0   two C> P. "MAIL FROM:<>\r\nDA"                     = accept
+0   two C> P. "TA\r\n" as rest                         = drop
+0   two S> P. "250 2.1.0 Ok\r\n" ack 15 as ok          = hold 2, zero-window
@82  tick                                               = release ok
+0   two C> P. rest                                     = accept
