# A source that is not known, but seen, has tokens to reserve: a balancer's client.
conf interval=20 burst=4 max-hold=240 proxy-protocol=10.0.9.1
@200 tick
open one client=9
+0   one C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n" = accept
+0   one S> P. "220 a\r\n" = accept
+0   one C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = accept
charge 7 20
+0   one S> P. "250 2.1.0 Ok\r\n"                        = accept
+0   one S> P. "550 5.1.1 no\r\n" as no                  = hold 20, zero-window
+0   one S> P. "250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" as ok = hold 20, zero-window
@220 tick                                                = release no, release ok
