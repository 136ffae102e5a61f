# A header that is wrong, cut, missing, or was not seen, charges nobody.
conf interval=4 burst=1 proxy-protocol=10.0.9.0/24,2001:db8:9::/48
kernel prefilter
open a client=9
+0   a C> P. "EHLO client.example\r\n"                      = accept
+0   a S> P. "550 5.1.1 no\r\n"                             = exempt proxy
open b client=9
+0   b C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\n"     = accept
+0   b S> P. "550 5.1.1 no\r\n"                             = exempt proxy
open c client=9
+0   c C> P. "PROXY TCP6 10.0.7.1 192.0.1.1 40000 25\r\n"   = accept
+0   c S> P. "550 5.1.1 no\r\n"                             = exempt proxy
open d client=9
+0   d C> P. "\r\n\r\n\0\r\nQUIT\n\x31\x11\0\x0c\x0a\0\x07\x01\xc0\0\x01\x01\x9c\x40\0\x19" = accept
+0   d S> P. "550 5.1.1 no\r\n"                             = exempt proxy
# Cut: what follows may be the client's own text.
open e client=9
+0   e C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 400"            = accept
+0   e C> P. "00 25\r\n"                                    = accept
+0   e S> P. "550 5.1.1 no\r\n"                             = exempt proxy
open f client=9
+0   f C> P. "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0d\x0a\0\x07\x01\xc0\0\x01\x01\x9c\x40\0\x19" = accept
+0   f S> P. "550 5.1.1 no\r\n"                             = exempt proxy
# The server speaks first: it waits for no header.
open g client=9
+0   g S> P. "220 mx.example\r\n"                           = exempt proxy
+0   g C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = unseen
+0   g S> P. "550 5.1.1 no\r\n"                             = unseen
# The first segment was not seen, and the next ones look like one.
open h client=9
+0   h S> . ack 30                                          = accept
+0   h C> P. 30:70 "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n" = accept
+0   h S> . ack 70                                          = exempt proxy
+0   h C> P. 70:110 "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n" = unseen
+0   h S> P. "550 5.1.1 no\r\n"                             = unseen
# It came again with a header: the server has the first.
open k client=9
+0   k C> P. "EHLO client.example\r\n"                      = accept
+0   k C> P. 1:41 "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n" = accept
+0   k S> P. "550 5.1.1 no\r\n"                             = exempt proxy
# A connection that was there before.
open i client=9 mid
+0   i C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = unseen
+0   i S> P. "550 5.1.1 no\r\n"                             = exempt proxy
# The server resets it before a header came.
open j client=9
+0   j S> R.                                                = accept
source 7 unknown
source 9 unknown
stats exempt_proxy_total=11 proxy_bad_total=10 exempt_balancer_total=0 proxied_total=0 charged_total=0
