# Two parts of a message at once: neither answer waits.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "BDAT 5\r\nhelloBDAT 5 LAST\r\nworld"         = accept
owe 1 12
+0   S> P. "250 2.0.0 5 octets\r\n"                     = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
