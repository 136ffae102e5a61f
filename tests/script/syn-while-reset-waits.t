# A SYN with the ends of a connection that holds a reply must not reach the server:
# whether it answers with a SYN-ACK tells whether it has reset the connection.
conf  interval=20 policy=source
open
+0    S> P. "220 mx.example ESMTP\r\n"
+0    C> P. "EHLO c\r\n"
+0    S> P. "250 mx.example\r\n"
+0    C> P. "VRFY g\r\nQUIT\r\n"
+0    S> P. "550 5.1.1 no\r\n" as no = hold 20
+1    S> R. = hold, reset rst
+1    C> S = drop
@20   tick = 2x release
