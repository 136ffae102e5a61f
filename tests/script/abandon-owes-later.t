# A client left, and owed nothing; what it owes later changes nothing for the connection
# that it left: what its server says must not decide when that counts no more.
conf interval=20 server-budget=1 burst=1
for 1..2
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 20
@2   f1 C> R.                                           = accept, discard a, abandon rst
owe 1 30
@4   f1 S> P. a                                         = drop
@5   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 20, rst flow=f1, detach budget flow=f1
@25  tick                                               = release b
