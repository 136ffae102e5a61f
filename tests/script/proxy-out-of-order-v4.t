# What the client says comes before the header that his balancer sent first.
conf interval=4 burst=1 proxy-protocol=10.0.9.1
open a client=9
+0   a C> P. 41:49 "EHLO a\r\n"                             = drop
+0   a C> P. 1:41 "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n" = accept
+0.2 a C> P. 41:49                                          = accept
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4, zero-window
source 7 errors=1
@5   tick                                                   = release no
stats proxied_total=1 exempt_proxy_total=0
