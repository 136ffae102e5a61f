# What follows a message's line that is kept from the server is kept, too: it would be
# read before it.  All is read in its order then, and so is the next message.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nRCPT TO:<d>\r\nBDAT 200 LAST\r\n" "x"*50 as one = cut 66
+0   C> P. "y"*150 as two                               = drop
+0.1 S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n250 2.1.5 Ok\r\n" ack one+66 = accept
+0.1 C> P. one+66:one$                                  = accept
+0   C> P. two                                          = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
+1   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "BDAT 5 LAST\r\nhello"                       = accept
owe 1 100
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
