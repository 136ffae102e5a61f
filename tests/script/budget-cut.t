# The budget is judged when something begins to wait, though it was only cut off what
# passes: whether more comes behind it must not matter to others.
conf interval=60 server-budget=1 max-hold=280 burst=1
owe 2 0.01
@100 tick
for 1..2
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
+0   f2 C> P. "RSET\r\nRCPT a\r\n"                      = accept
@101 f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 60
@102 f2 S> P. "250 ok\r\n550 5.1.1 no\r\n" as b         = cut 8, rst flow=f1, detach budget flow=f1
@161 tick                                               = release a
@162 tick                                               = none
