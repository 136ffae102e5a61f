# A connection that was detached does not count any more: the next one may hold.
conf interval=4 server-budget=1
for 1..3
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 4
@2   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 4, rst, detach budget flow=f1
@5   tick                                               = release a flow=f1
@6   tick                                               = release b flow=f2
@6.5 f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 4
@10.5 tick                                              = release c flow=f3
stats detached_total=1
