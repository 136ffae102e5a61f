# That a server's TCP has all does not mean that it answered all: the answer to BDAT is
# still to come, where more of the message comes meanwhile, or a line behind it.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 3000 LAST\r\n" "x"*1000 = accept
+0   C> . "y"*1000                                      = accept
+0.5 S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "z"*1000                                     = accept
+0   C> P. "QUIT\r\n"                                   = accept
owe 1 100
+1   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
