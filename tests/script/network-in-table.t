# A network takes a place among the sources, and may be forgotten as one of them.
conf interval=4 max-sources=16
for 1..15
	open h%i client=7.%i
	+0    h%i S> P. "220 a\r\n250 a\r\n"            = accept
	+0    h%i S> P. "550 5.1.1 no\r\n"              = hold 4
end
stats sources_now=16 sources_forgotten_total=0
source 7.1 errors=1
open h16 client=7.16
+0    h16 S> P. "220 a\r\n250 a\r\n"                    = accept
+0    h16 S> P. "550 5.1.1 no\r\n"                      = hold 4
stats sources_now=16 sources_forgotten_total=1
source 7.1 unknown
+4    tick                                              = 16x release
