# Nor is it reset for the budget, though its client counts as one that left.
conf interval=20 burst=4 max-hold=240 server-budget=1
owe 1 0.01
owe 2 0.01
@200 tick
open one client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   one C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = accept
+0   one S> P. "250 2.1.0 Ok\r\n"                       = accept
+0   one S> P. "550 5.1.1 no\r\n" as no                 = hold 20, zero-window
+0.2 one C> F.                                          = accept, abandon fin, discard no
open two client=2
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   two S> P. "550 5.1.1 no\r\n" as y                  = hold 20
open three client=3
+0   three S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"   = accept
+0   three S> P. "550 5.1.1 no\r\n" as z                = hold 20, rst flow=two, detach budget flow=two
stop                                                    = release y, early, release z, early
