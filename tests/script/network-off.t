# network-rate=0: networks are not counted; and where a network is no wider than a
# source, it has none.
conf interval=4 network-rate=0 server-budget=0
for 1..20
	open h%i client=7.%i
	+0   h%i S> P. "220 a\r\n250 a\r\n"             = accept
end
for 1..20
	@1   h%i S> P. "550 5.1.1 no\r\n"*4             = hold 4
end
stats networks_overdrawn_total=0 sources_now=20
@5   tick                                               = 20x release
conf network-rate=1 network4=32 network6=64
for 1..20
	@10  h%i S> P. "550 5.1.1 no\r\n"*2             = hold 4
end
stats networks_overdrawn_total=0 sources_now=20
@14  tick                                               = 20x release
