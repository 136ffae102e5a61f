# Who is no balancer of ours is charged for what he does, whatever he calls himself.
conf interval=4 burst=1 proxy-protocol=10.0.9.1
open a client=8
+0   a C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4
source 7 unknown
source 8 errors=1
# Nor does a client become another one behind the balancer's own header.
open b client=9
+0   b C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40000 25\r\nPROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n" = accept
+0   b C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = drop
+0   b S> P. "220 mx.example\r\n" as greeting               = accept
@2   b S> P. "550 5.1.1 no\r\n" as b                        = hold 4, overdrawn, zero-window
source 7 unknown
source 8 errors=2
@5   tick                                                   = release no
@6   tick                                                   = release b
stats proxied_total=1
