# A message that is refused is none, whatever is taken next.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "BDAT 5 LAST\r\nhello"                       = accept
+0   S> P. "451 4.3.0 later\r\n"                        = accept
+0   C> P. "RSET\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
source 1 delivered=0
# Of two the one that is taken counts.
+0   C> P. "BDAT 5 LAST\r\nhelloMAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nworld" = accept
+0   S> P. "451 4.3.0 later\r\n"                        = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
source 1 delivered=0
owe 1 12
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
