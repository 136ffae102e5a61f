# The memory of sources is bounded: the one least recently guilty is forgotten.
conf interval=4 network-rate=0 max-sources=16 server-budget=0
for 1..17
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
	+0.01 f%i S> P. "550 5.1.1 no\r\n"              = hold 4
end
source 1 unknown
source 2 errors=1
source 17 errors=1
stats sources_now=16 sources_forgotten_total=1
@3..5 tick                                              = 17x release
