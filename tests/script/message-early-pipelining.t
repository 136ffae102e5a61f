# All in one flight before the greeting (Exim's PIPECONNECT): the greeting has a token, too,
# and waits for nothing that others owe.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
+0   one C> P. "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = accept
charge 1 20
+1   one S> P. "220 mx.example\r\n"                      = accept
+0   one S> P. "250 CHUNKING\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" = accept
source 1 delivered=1
@2000 tick
open two client=1
+0   two C> P. "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = cut 48
