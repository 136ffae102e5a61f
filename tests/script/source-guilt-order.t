# Who is guilty again is remembered longer than who was guilty since.
conf interval=1 network-rate=0 max-sources=16 server-budget=0
for 1..16
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
	+0    f%i S> P. "550 5.1.1 no\r\n"              = hold 1
end
+1   tick                                               = 16x release
@2   f1 S> P. "550 5.1.1 no\r\n"                        = hold 1
@3   tick                                               = release
open f17 client=17
+0   f17 S> P. "220 a\r\n250 a\r\n"                     = accept
@4   f17 S> P. "550 5.1.1 no\r\n"                       = hold 1
@5   tick                                               = release
source 1 errors=2
source 2 unknown
source 3 errors=1
