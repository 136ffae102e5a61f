# Version 2: the addresses, and behind them what else the balancer tells (TLVs).
conf interval=4 burst=1 proxy-protocol=10.0.9.1
open a client=9
+0   a C> P. "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\x0a\0\x07\x01\xc0\0\x01\x01\x9c\x40\0\x19" = accept
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4, zero-window
source 7 errors=1 held=1
open b client=9
+0   b C> P. "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x12\x0a\0\x07\x01\xc0\0\x01\x01\x9c\x40\0\x19\x04\0\x03DAT" = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   b S> P. "550 5.1.1 no\r\n" as b                        = hold 4, overdrawn, zero-window
source 9 unknown
@5   tick                                                   = release no, release b
stats proxied_total=2
