# Header and commands in one segment: the header is no command, so that one may follow it
# before the greeting, and no more than the commands are to be answered before a message
# may begin.
conf interval=4 burst=2 proxy-protocol=10.0.9.1
open a client=9
+0   a C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\nRSET\r\n" = accept
+0   a S> P. "220 mx.example\r\n250 2.0.0 ok\r\n"           = accept
+0   a C> P. "MAIL FROM:<a>\r\nRCPT TO:<b>\r\nDATA\r\n"     = accept
+0   a S> P. "250 2.1.0 ok\r\n250 2.1.5 ok\r\n354 go\r\n"   = accept
# One more, and the message is kept.
open b client=9
+0   b C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40000 25\r\nRSET\r\nMAIL FROM:<a>\r\n" = cut 46
+0   b S> P. "220 mx.example\r\n250 2.0.0 ok\r\n" ack 47     = accept
+0   b C> P. 47:94 "MAIL FROM:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nDATA\r\n" = cut 41
# Of nobody's connection nothing is.
open c client=9
+0   c C> P. "PROXY UNKNOWN\r\nEHLO a\r\nMAIL FROM:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<b>\r\nDATA\r\n" = accept
+0   c S> P. "220 mx.example\r\n"                           = exempt balancer
stats proxied_total=2 behind_total=2
