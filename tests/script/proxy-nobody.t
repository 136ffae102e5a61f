# The balancer speaks for itself (a check of the server's health), or for a client that
# has no address: nobody is charged, and nothing waits.
conf interval=4 burst=1 proxy-protocol=10.0.9.0/24,2001:db8:9::/48
for 1..2
open a%i client=9/%i
+0   a%i C> P. "PROXY UNKNOWN\r\n"                          = accept
+0   a%i S> P. "550 5.1.1 no\r\n"                           = exempt balancer
+0   a%i S> P. "550 5.1.1 no\r\n"                           = unseen
end
open b client=9
+0   b C> P. "PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\nEHLO a\r\n" = accept
+0   b S> P. "550 5.1.1 no\r\n"                             = exempt balancer
# LOCAL, of no family; UNSPEC; a UNIX socket; UDP.
open c client=9
+0   c C> P. "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"               = accept
+0   c S> P. "550 5.1.1 no\r\n"                             = exempt balancer
open d client=9
+0   d C> P. "\r\n\r\n\0\r\nQUIT\n\x21\0\0\0EHLO a\r\n"     = accept
+0   d S> P. "550 5.1.1 no\r\n"                             = exempt balancer
open e client=9
+0   e C> P. "\r\n\r\n\0\r\nQUIT\n\x21\x31\0\xd8" "/"*216   = accept
+0   e S> P. "550 5.1.1 no\r\n"                             = exempt balancer
open f client=9
+0   f C> P. "\r\n\r\n\0\r\nQUIT\n\x21\x12\0\x0c\x0a\0\x07\x01\xc0\0\x01\x01\x9c\x40\0\x19" = accept
+0   f S> P. "550 5.1.1 no\r\n"                             = exempt balancer
# It names itself, or another balancer: so do some in place of LOCAL.
open g client=9
+0   g C> P. "PROXY TCP4 10.0.9.7 192.0.1.1 40000 25\r\n"   = accept
+0   g S> P. "550 5.1.1 no\r\n"                             = exempt balancer
open h client=9
+0   h C> P. "PROXY TCP6 2001:db8:9::7 2001:db8:ff00:1::1 40000 25\r\n" = accept
+0   h S> P. "550 5.1.1 no\r\n"                             = exempt balancer
source 9 unknown
stats exempt_balancer_total=9 exempt_proxy_total=0 proxied_total=0 charged_total=0
