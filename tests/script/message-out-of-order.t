# A client's segment that comes before the one before it comes again in its turn, or a
# message's line in it would not be read; within a chunk and a text, too, which may be
# none to the server.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\n" as m                      = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. m$+13:m$+32 "BDAT 20 LAST\r\nhello"          = drop
+0.2 C> P. m$:m$+13 "RCPT TO:<a>\r\n"                   = accept
+0   S> P. "250 2.1.5 Ok\r\n" ack m$+13                 = accept
+0   C> P. m$+13:m$+32                                  = accept
+0   C> P. m$+42:m$+47 "world" as world                 = drop
+0   C> P. m$+32:m$+42 "0123456789"                     = accept
+0   C> P. world                                        = accept
owe 1 12
+0   S> P. "250 2.0.0 queued\r\n" ack m$+47             = accept
source 1 delivered=1
# Of a text, too.
@80  tick
open two
+0   two S> P. "220 mx.example\r\n354 go\r\n"           = accept
+0   two C> P. "text\r\n" as t                          = accept
+0   two C> P. t$+4:t$+8 "c\r\nd"                        = drop
+0   two C> P. t$+8:t$+14 "\r\n.\r\nV"                   = drop
+0   two C> P. t$+8:t$+9 "."                            = drop
+0   two C> P. t$:t$+4 "a\r\nb"                          = accept
