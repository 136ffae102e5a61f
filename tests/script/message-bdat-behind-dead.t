# A message by BDAT that is pipelined behind recipients: where their errors may
# overdraw the bucket it is kept from the server until they are answered, so that
# its own answer never stands behind one that waits.  The client's TCP sends it again.
conf interval=4 burst=3 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 5 LAST\r\nhello" as all = cut 53
@21  S> P. "250 2.1.0 Ok\r\n" ack all+53                = accept
@21  S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n" as dead     = hold 4, zero-window
+0.2 C> P. all+53:all$                                  = drop, wait
@22  S> P. "250 2.1.5 Ok\r\n" as ok                     = hold, zero-window
@25  tick                                               = release dead, release ok
+0.1 C> P. all+53:all$                                  = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 errors=2 delivered=1
# With tokens for all of them it goes through at once.
@60  tick
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = accept
stats behind_total=1
