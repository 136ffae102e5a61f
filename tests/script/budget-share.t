# A source that is overdrawn holds a quarter of a server's budget: its next
# connection is detached.  One that is not may hold more.
conf interval=4 server-budget=8
for 1..7
	open f%i client=1
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
for 1..4
	@1   f%i S> P. "550 5.1.1 no\r\n" as a%i        = hold 4
end
source 1 held=4 tokens=0
@1   f5 S> P. "550 5.1.1 no\r\n" as a5                  = hold 4, rst, detach share flow=f5
@2   f6 S> P. "250 2.1.0 Ok\r\n" as a6                  = hold 3, rst, detach share flow=f6
held flows=6 detached=2 overdrawn=6
# It waits on, and sees nothing of it.
@3   f5 C> P. "RSET\r\n"                                = drop, wait
@5   tick                                               = 6x release
# Back at zero: not more than its share is held, and nothing is detached.
@5   f7 S> P. "550 5.1.1 no\r\n" as a7                  = hold 4
@9   tick                                               = release a7
stats detached_total=2
# A quarter of eight is two.
open g1 client=2 server=2
open g2 client=2 server=2
open g3 client=2 server=2
+0   g1 S> P. "220 a\r\n250 a\r\n"                      = accept
+0   g2 S> P. "220 a\r\n250 a\r\n"                      = accept
+0   g3 S> P. "220 a\r\n250 a\r\n"                      = accept
owe 2 3
+0   g1 S> P. "250 2.1.0 Ok\r\n" as b1                  = hold 3
+0   g2 S> P. "250 2.1.0 Ok\r\n" as b2                  = hold 3
+0   g3 S> P. "250 2.1.0 Ok\r\n" as b3                  = hold 3, rst, detach share flow=g3
+3   tick                                               = 3x release
