# Version 2, a client of IPv6.
conf interval=4 proxy-protocol=2001:db8:9::1
open a client=9
+0   a C> P. "\r\n\r\n\0\r\nQUIT\n\x21\x21\0\x24" \
	"\x20\x01\x0d\xb8\0\x07\0\0\0\0\0\0\0\0\0\x01" \
	"\x20\x01\x0d\xb8\xff\0\0\x01\0\0\0\0\0\0\0\x01\x9c\x40\0\x19" = accept
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4, zero-window
source 7 errors=1 held=1
source 9 unknown
@5   tick                                                   = release no
stats proxied_total=1
