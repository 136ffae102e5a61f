# What comes in one flight behind a message (Exim's QUIT) does not make its 250 wait, where
# the source owes by then: neither in the same segment, nor in one of its own.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
open two client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   one C> P. "RCPT TO:<a>\r\nBDAT 5 LAST\r\nhelloQUIT\r\n" = accept
+0   two C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhelloQUIT\r\n" = accept
charge 1 6
+0   one S> P. "550 5.1.1 no\r\n250 2.0.0 queued\r\n221 2.0.0 bye\r\n" as all = hold 20 cut 32, zero-window
+0   two S> P. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n250 2.0.0 queued\r\n" as a = cut 14
+0   two S> P. "221 2.0.0 bye\r\n" as b                  = drop, zero-window
+0.2 two S> P. a                                         = hold, zero-window
@220 tick                                                = release all:all+32, release a
@221 one S> P. all+32:all$ as bye                        = hold 59, zero-window
@280 tick                                                = release bye
