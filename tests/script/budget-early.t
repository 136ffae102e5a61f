# Past the server's budget, who is no offender gets its reply early.
conf interval=4 policy=source server-budget=2
for 1..3
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 4
@1   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 4
@2   f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 4, release c flow=f3, early budget
open other client=4 server=2
+0   other S> P. "220 a\r\n250 a\r\n"                   = accept
+0   other S> P. "550 5.1.1 no\r\n" as o                = hold 4
@5   tick                                               = release a, release b
@6   tick                                               = release o
source 3 errors=1
