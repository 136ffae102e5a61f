# A server that may have taken a message already, behind dead recipients, is not freed:
# its client would send the message again.
conf interval=20 burst=4 max-hold=240 server-budget=4
owe 1 0.01
@200 tick
open one client=1
open two client=1
open three client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   three S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"    = accept
+0   one C> P. "RCPT TO:<a>\r\nBDAT 5 LAST\r\nhello"     = accept
+0   two C> P. "RCPT TO:<a>\r\nBDAT 5 LAST\r\nhello"     = accept
+0   three C> P. "RCPT TO:<a>\r\n"                       = accept
charge 1 5
+0   one S> P. "550 5.1.1 no\r\n" as a                   = hold 20, zero-window
# One connection is its share of this server.
+0   two S> P. "550 5.1.1 no\r\n" as b                   = hold 20, zero-window
+0   two S> P. "250 2.0.0 queued\r\n" as c               = hold 20, zero-window
+0   three S> P. "550 5.1.1 no\r\n" as d                 = hold 80, zero-window, rst, detach share flow=three
# Once it is told, it is a connection as any other.
@220 tick                                = release a, release b, release c
+0   two C> P. "RCPT TO:<a>\r\n"                         = accept
+0   one S> P. "250 2.0.0 queued\r\n"                    = accept
+0   one C> P. "RCPT TO:<a>\r\n"                         = accept
+0   one S> P. "550 5.1.1 no\r\n" as e                   = hold 80, zero-window
+0   two S> P. "550 5.1.1 no\r\n" as f                   = hold 100, zero-window, rst, detach share flow=two
@280 tick                                                = release d
@300 tick                                                = release e
@320 tick                                                = release f
