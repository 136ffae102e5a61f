# Six chunks are on their way behind another command, as many as are counted: only the
# answer to the last one is a delivery.
conf interval=4 burst=9 max-hold=60
owe 1 0.01
@60  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "RSET\r\n" "BDAT 1\r\nx"*5 "BDAT 1 LAST\r\nx" = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   S> P. "250 2.0.0 Ok\r\n"*5                         = accept
source 1 delivered=0
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
