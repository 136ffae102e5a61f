# A server's budget is full, and one of its clients has left: his connection makes room
# before that of a client who waits longer, or who owes; nobody loses by it.
conf interval=60 server-budget=3 max-hold=280 burst=2
for 1..4
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 60
@2   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 60
owe 2 30
@3   f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 60
@4   f3 C> R.                                           = accept, discard c, abandon rst
@5   f4 S> P. "550 5.1.1 no\r\n" as d                   = hold 60, rst flow=f3, detach budget flow=f3
held flows=4 detached=1 abandoned=1
@61  tick                                               = release a
@62  tick                                               = release b
@65  tick                                               = release d
stats gated_now=0 detached_total=1
