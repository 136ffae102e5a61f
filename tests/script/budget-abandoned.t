# Who says that he left still binds the server as far as anybody knows: his
# connection counts until the server was silent for ten seconds more than it waits
# between two copies of what it sends again: as long as it has sent already.
conf interval=60 server-budget=1 max-hold=280
for 1..4
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 60
@2   f1 C> R.                                           = accept, discard a, abandon rst
@11.9 f2 S> P. "550 5.1.1 no\r\n" as b                  = hold 60, rst flow=f1, detach budget flow=f1
held flows=2 detached=1 abandoned=1
@13  f2 C> R.                                           = accept, discard b, abandon rst
@24.0 tick                                              = none
@24.2 f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 60
held flows=3 detached=1 abandoned=2
# One that speaks is there, and counts for as long again.
@25.2 f3 C> F.                                          = accept, discard c, abandon fin
@36  f3 S> P. c                                         = drop
@57.7 f4 S> P. "550 5.1.1 no\r\n" as d                  = hold 60, rst flow=f3, detach budget flow=f3
@61  tick                                               = none
@117.7 tick                                             = release d
stats gated_now=0 detached_total=2
