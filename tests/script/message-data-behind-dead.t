# A DATA message is sent only behind its 354, which waits for what is before it:
# nothing is hastened for the 2xx of recipients.
conf interval=4 burst=1 max-hold=60
owe 1 0.01
@10  tick
open
+0   S> P. "220 mx.example\r\n250 PIPELINING\r\n"       = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nDATA\r\n"
@11  S> P. "250 2.1.0 Ok\r\n"                           = accept
@11  S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n550 5.1.1 c\r\n250 2.1.5 Ok\r\n354 go\r\n" as all \
     = hold 8, zero-window
stats messages_hastened_total=0
@19  tick                                               = release all
+0   C> P. "hello\r\n.\r\n"
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1 errors=3
