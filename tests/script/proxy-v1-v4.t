# A balancer names its clients by version 1 of the PROXY protocol: each is charged for
# himself, and the balancer's own address for nothing.
conf interval=4 burst=1 proxy-protocol=10.0.9.0/24
open a client=9
+0   a C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = accept
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4, charge client=10.0.7.1 port=40000, zero-window
@2   a S> P. "550 5.1.1 no\r\n" as more                     = hold 4, overdrawn, zero-window
# Another client of the same balancer: his typo, and what he does right.
open b client=9/2
+0   b C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40001 25\r\n"   = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@3   b S> P. "550 5.1.1 no\r\n" as typo                     = hold 4, zero-window
+0   b S> P. "250 2.1.0 ok\r\n" as good                     = hold 4, zero-window
source 7 errors=2 debt=2 held=1
source 8 errors=1 held=1
source 9 unknown
@5   tick                                                   = release no
@6   tick                                                   = release more
@7   tick                                                   = release typo, release good
# What the named one owes he owes without the balancer, too.
charge 7 1
open c client=7
+0   c S> P. "220 mx.example\r\n" as late                   = hold 2, held reason=greeting
@9   tick                                                   = release late
# He has an address of IPv6.
open d client=9
+0   d C> P. "PROXY TCP6 2001:db8:7::1 2001:db8:ff00:1::1 40000 25\r\n" = accept
+0   d S> P. "220 mx.example\r\n"                           = accept
@10  d S> P. "550 5.1.1 no\r\n" as six                      = hold 4, charge client=2001:db8:7::1, zero-window
@14  tick                                                   = release six
stats proxied_total=3 exempt_proxy_total=0 charged_total=4
