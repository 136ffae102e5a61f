# A balancer's SYN is seen: that its windows have a scale is known, and they have room.
conf interval=4 burst=2 proxy-protocol=10.0.9.1
open a client=9 mss=1460 scale=7
+0   a C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40000 25\r\n" win 502 = accept
+0   a S> P. "220 mx.example\r\n"                         = accept
+0   a C> P. "EHLO a\r\n" win 502                          = accept
