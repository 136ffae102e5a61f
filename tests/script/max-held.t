# Past max-held the reply held longest is released early; nothing is dropped.
conf interval=4 policy=reply max-held=3
for 1..4
	open f%i client=%i
	+0   f%i S> P. "220 mx.example\r\n250 mx.example\r\n"
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 4
@1.1 f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 4
@1.2 f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 4
@1.3 f4 S> P. "550 5.1.1 no\r\n" as d                   = hold 4, release a flow=f1, early room wait=0.3
@5.1 tick                                               = release b flow=f2
@5.2 tick                                               = release c flow=f3
@5.3 tick                                               = release d flow=f4
stats early_total=1
