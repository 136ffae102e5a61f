# Past the server's budget, who delivered may have replies early: a quarter of the
# budget at once, and so many an interval.  More are held all the same; and of an
# overdrawn source none is early.
# A restart forgets the allowance of a server.
no-restarts
conf interval=4 server-budget=4
for 1..9
	owe %i 0.01
	open f%i client=%i
end
@40  tick
for 1..9
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
	+0    f%i S> P. "250 2.1.0 Ok\r\n354 go\r\n"    = accept
	+0    f%i S> P. "250 2.0.0 queued\r\n"          = accept
end
for 1..4
	@41   f%i S> P. "550 5.1.1 no\r\n" as a%i        = hold 4
end
@42   f5 S> P. "550 5.1.1 no\r\n" as a5                  = hold 4, release a5, early budget flow=f5
@42   f6 S> P. "550 5.1.1 no\r\n" as a6                  = hold 4, release a6, early budget flow=f6
@42   f7 S> P. "550 5.1.1 no\r\n" as a7                  = hold 4
stats over_budget_total=1 early_total=2
owe 8 20
@43   f8 S> P. "250 2.1.0 Ok\r\n" as a8                  = hold 19, rst, detach budget flow=f8
open other client=4 server=2
+0   other S> P. "220 a\r\n250 a\r\n"                   = accept
+0   other S> P. "550 5.1.1 no\r\n" as o                = hold 4
@45   tick                                               = release a1, release a2, release a3, release a4
@46   tick                                               = release a7
@47   tick                                               = release o
@62  tick                                               = release a8
source 5 errors=1
