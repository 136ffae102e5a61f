# What the server answers to a connection that was reset in its client's name is no
# error of that client.
conf  interval=20 policy=source server-budget=4
open  a
open  b
+0    a S> P. "220 mx.example ESMTP\r\n"
+0    b S> P. "220 mx.example ESMTP\r\n"
owe   1 10
+0    a C> P. "EHLO c\r\n"
+0    a S> P. "250 mx.example\r\n" as first = hold 10
+0    b C> P. "EHLO c\r\n"
+0    b S> P. "250 mx.example\r\n" as ehlo = hold 10, detach share, rst flow=b
+10   tick = release first, release ehlo flow=b
source 1 errors=0
+5    b C> P. "MAIL FROM:<a@b>\r\n"
+0    b S> R = accept
source 1 errors=0
