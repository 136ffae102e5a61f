# Guesses whose answers stand in one segment with that of a message must not come
# before the source's bucket is back at zero: else each connection gets a batch
# answered an interval, for one message.
conf  interval=20 policy=source
open
+0    S> P. "220 mx.example ESMTP\r\n"
+0    C> P. "EHLO c\r\n"
+0    S> P. "250 mx.example\r\n"
owe   1 200
+0    C> P. "MAIL FROM:<a@b>\r\nRCPT TO:<known>\r\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\nDATA\r\nx\r\n.\r\n"
+0    S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n550 5.1.1 no\r\n550 5.1.1 no\r\n354 go\r\n250 2.0.0 queued\r\n" = hold 240
@240  tick = release
