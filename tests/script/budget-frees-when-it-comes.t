# Of an overfull server the one held longest is chosen, though it was only cut off what
# passed: when its copy comes hangs on what its server does, and may not matter to
# others.  It does not count from then on, and its server is reset when the copy is
# there.
conf interval=60 server-budget=1 max-hold=280
owe 1 0.01
@0.1 tick
for 1..3
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
+0   f1 C> P. "RSET\r\nRCPT a\r\n"                      = accept
@1   f1 S> P. "250 ok\r\n550 5.1.1 no\r\n" as a         = cut 8
@2   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 60
held flows=2 detached=0
@3   f1 S> P. a                                         = hold, zero-window flow=f1, rst flow=f1, detach budget flow=f1
@4   f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 60, rst flow=f2, detach budget flow=f2
@61  tick                                               = release
@62  tick                                               = release b
@64  tick                                               = release c
stats detached_total=2 over_budget_total=0
