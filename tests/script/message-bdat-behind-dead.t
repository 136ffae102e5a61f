# A message by BDAT pipelined behind three dead recipients: its answer can't pass
# before theirs, so all of it waits for one interval, and no longer.  They cost
# what they cost.
conf interval=4 burst=1 max-hold=60
owe 1 0.01
@10  tick
open
+0   S> P. "220 mx.example\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nRCPT TO:<d>\r\nBDAT 5 LAST\r\nhello"
@11  S> P. "250 2.1.0 Ok\r\n"                           = accept
owe 1 8
@11  S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n550 5.1.1 c\r\n" as dead \
     = hold 20, zero-window
@12  S> P. "250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" as ok \
     = hold, hasten wait=4, zero-window
source 1 debt=18.5 errors=3 delivered=1
@16  tick                                               = release dead, release ok
stats messages_hastened_total=1
# The same in one segment, on another connection.
open b
@40  b S> P. "220 mx.example\r\n250 CHUNKING\r\n"       = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nRCPT TO:<d>\r\nBDAT 5 LAST\r\nhello"
@41  b S> P. "250 2.1.0 Ok\r\n550 5.1.1 a\r\n550 5.1.1 b\r\n550 5.1.1 c\r\n250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" as all \
     = cut 14, hasten wait=4
+0.2 b S> P. all+14:all$                                = hold, zero-window
@45  tick                                               = release all+14:all$
