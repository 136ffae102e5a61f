# What is said right behind BDAT is answered as anything else is: it must not pass for
# a second part of the message.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   C> P. "BDAT 5\r\nhelloRCPT b\r\nRSET\r\n"            = accept
+0   S> P. "250 2.0.0 5 octets\r\n"                     = accept
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 12, zero-window
@32  tick                                               = release b
# Nor between two of them, and these pass.  What is before the last one has a token.
@80  tick
open two
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   two C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"        = accept
+0   two S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"       = accept
+0   two C> P. "BDAT 5\r\nhelloBDAT 0\r\nRCPT b\r\nBDAT 0 LAST\r\n" = accept
+0   two S> P. "250 2.0.0 5 octets\r\n"                 = accept
owe 1 12
+0   two S> P. "250 2.0.0 0 octets\r\n"                 = accept
+0   two S> P. "252 2.0.0 b\r\n"                        = accept
source 1 delivered=0
+0   two S> P. "250 2.0.0 queued\r\n"                   = accept
source 1 delivered=1
+0   two C> P. "RSET\r\n"                               = accept
+0   two S> P. "250 2.0.0 Ok\r\n" as c                  = hold 11.5, zero-window
@91.5 tick                                              = release c
# So many parts at once that their places are not known: the next is kept until one
# is answered.
@200 tick
open three
+0   three S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"   = accept
conf burst=20
@400 tick
+0   three C> P. "BDAT 0\r\n"*9 as many                 = cut 48
+0   three S> P. "250 2.0.0 0 octets\r\n" ack many+48   = accept
+0.2 three C> P. many+48:many$                          = cut 8
+0.2 three C> P. many+56:many$                          = drop
