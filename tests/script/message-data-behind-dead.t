# DATA that is pipelined behind recipients is kept from the server as BDAT is, where
# their errors may overdraw the bucket: so a message is sent only when they are
# answered, and its 250 never waits.
conf interval=4 burst=1 max-hold=60
owe 1 0.01
@10  tick
open
+0   S> P. "220 mx.example\r\n250 PIPELINING\r\n"       = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nDATA\r\n" as all = cut 40
@11  S> P. "250 2.1.0 Ok\r\n" ack all+40                = accept
@11  S> P. "550 5.1.1 a\r\n250 2.1.5 Ok\r\n" as both    = hold 4, zero-window
@15  tick                                               = release both
+0   C> P. all+40:all$                                  = accept
+0   S> P. "354 go\r\n"                                 = accept
owe 1 20
+0   C> P. "hello\r\n.\r\n"                             = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1 errors=1
