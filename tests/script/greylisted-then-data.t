# DATA behind recipients that are to come again later (greylisting) is refused as a
# consequence, and costs nothing.
conf  interval=20 policy=source
open
+0    S> P. "220 mx.example ESMTP\r\n"
+0    C> P. "EHLO c\r\n"
+0    S> P. "250 mx.example\r\n"
+0    C> P. "MAIL FROM:<a@b>\r\nRCPT TO:<user1>\r\nDATA\r\n"
+0    S> P. "250 2.1.0 Ok\r\n450 4.2.0 Greylisted\r\n554 5.5.1 Error: no valid recipients\r\n" = accept
