# Past the server's budget it is freed by a reset in the balancer's name, who is whom
# it knows.
conf interval=4 server-budget=1 proxy-protocol=10.0.9.1
open a client=9
+0   a C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = accept
+0   a S> P. "220 a\r\n250 a\r\n"                           = accept
open b client=9
+0   b C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40001 25\r\n"   = accept
+0   b S> P. "220 a\r\n250 a\r\n"                           = accept
@1   a S> P. "550 5.1.1 no\r\n" as a1                       = hold 4, zero-window
@2   b S> P. "550 5.1.1 no\r\n" as b1                       = hold 4, zero-window flow=b, rst flow=a, detach budget flow=a
held flows=2 detached=1
@5   tick                                                   = release a1 flow=a
@6   tick                                                   = release b1 flow=b
stats detached_total=1
