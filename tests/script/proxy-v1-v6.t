# A balancer names a client of IPv6, and one of IPv4 in IPv6's form, who is the same
# as in his own form; the balancer itself may speak either.
conf interval=4 burst=1 proxy-protocol=2001:db8:9::/48
open a client=9
+0   a C> P. "PROXY TCP6 2001:db8:7::1 2001:db8:ff00:1::1 40000 25\r\n" = accept
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4, zero-window
source 7 errors=1 held=1
source 9 unknown
@5   tick                                                   = release no
open b client=9
+0   b C> P. "PROXY TCP6 ::ffff:10.0.8.1 ::ffff:192.0.1.1 40000 25\r\n" = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@6   b S> P. "550 5.1.1 no\r\n" as b                        = hold 4, zero-window
open c client=9
+0   c C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40000 25\r\n"   = accept
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@7   c S> P. "550 5.1.1 no\r\n" as c                        = hold 4, overdrawn error, zero-window
source 9 unknown
@10  tick                                                   = release b
@11  tick                                                   = release c
stats proxied_total=3 charged_total=3
