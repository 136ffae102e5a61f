# Trusted is a client, and a balancer is none: that its network is trusted frees nobody
# behind it, but for whom it names.
conf interval=4 burst=1 proxy-protocol=10.0.9.1 trusted=10.0.0.0/21,10.0.9.0/24
open a client=9
+0   a C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40000 25\r\n"   = accept
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4, zero-window
open b client=9
+0   b C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = accept
+0   b S> P. "220 mx.example\r\n"                           = exempt trusted
+0   b S> P. "550 5.1.1 no\r\n"                             = unseen
source 8 errors=1
source 7 unknown
@5   tick                                                   = release no
stats proxied_total=2
