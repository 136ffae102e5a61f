# Messages behind dead recipients, over connections side by side: as many pass as the
# source has tokens for the answers before them.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
open two client=1
open three client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   three S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"    = accept
+0   one C> P. "MAIL FROM:<>\r\n"                        = accept
+0   one S> P. "250 2.1.0 Ok\r\n"                        = accept
+0   two C> P. "MAIL FROM:<>\r\n"                        = accept
+0   two S> P. "250 2.1.0 Ok\r\n"                        = accept
+0   three C> P. "MAIL FROM:<>\r\n"                      = accept
+0   three S> P. "250 2.1.0 Ok\r\n"                      = accept
+0   one C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 5 LAST\r\nhello" = accept
# One token is left.
+0   two C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" as pair = cut 26
+0   three C> P. "RCPT TO:<a>\r\nBDAT 5 LAST\r\nhello"   = accept
# Whoever else errs meanwhile has the tokens that are reserved, too, but pays for them:
# he overdraws the bucket, and what has a token waits no longer than its own interval.
charge 1 5
+0   two S> P. "550 5.1.1 no\r\n550 5.1.1 no\r\n" ack pair+26 as gone = hold 60, zero-window, 2x charge settled=0
+0   one S> P. "550 5.1.1 no\r\n" as dead                = hold 20, zero-window, charge settled=1
+0   one S> P. "550 5.1.1 no\r\n" as dead2               = hold 20, zero-window
+0   one S> P. "250 2.1.5 Ok\r\n" as live                = hold 20, zero-window
+0   one S> P. "250 2.0.0 queued\r\n" as queued          = hold 20, zero-window
# A good answer waits for nothing.
+0   three S> P. "250 2.1.5 Ok\r\n"                      = accept
+0   three S> P. "250 2.0.0 queued\r\n"                  = accept
source 1 delivered=1 errors=9
@220 tick                           = release dead, release dead2, release live, release queued
source 1 delivered=2
@260 tick                                                = release gone
# Nothing is reserved any more, nor by whoever is gone.
@500 tick
open four client=1
+0   four S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   four C> P. "RSET\r\nRSET\r\nRSET\r\nRSET\r\nBDAT 5 LAST\r\nhello" = accept
open five client=1
+0   five S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   five C> P. "RSET\r\nBDAT 5 LAST\r\nhello" as kept   = cut 6
+0   four C> R                                           = accept
+0.2 five C> P. kept+6:kept$                             = accept
