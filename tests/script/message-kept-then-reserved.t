# Kept since others had reserved: when it passes in the end it has tokens, if they are there.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
open two client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   one C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = accept
+0   two C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" as m = cut 27
@200.2 two C> P. m+27:m$ = drop
@200.6 two C> P. m+27:m$ = drop
@201.4 two C> P. m+27:m$ = drop
@203   two C> P. m+27:m$ = drop
+0   one S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" = accept
@206.2 two C> P. m+27:m$ = accept
charge 1 6
+0   two S> P. "250 2.1.0 Ok\r\n"                        = accept
