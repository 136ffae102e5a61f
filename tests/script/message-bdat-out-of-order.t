# A part of a message that comes before what is before it comes again in its turn, and is
# no command, whatever it says: the message goes on behind it.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "BDAT 40 LAST\r\n" "x"*10 as one             = accept
+0   C> P. one$+10:one$+20 "BDAT 0\r\nRC"               = drop
+0   C> P. one$:one$+10 "BDAT 0\r\nNO"                  = accept
+0   C> P. one$+10:one$+20 "BDAT 0\r\nRC"               = accept
+0   S> . ack one$+20                                   = accept
+0   C> P. one$+20:one$+30 "BDAT 0\r\nab"               = accept
owe 1 12
+0   C> P. one$+30:one$+37 "VRFY b\n"                   = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 11.5, zero-window
@31.5 tick                                              = release b
