# Who only waits for his neighbours is answered after the longest hold, whatever
# they owe.  His error costs, and is due as all errors are: late means never.
conf interval=4 network-rate=1 max-hold=10 server-budget=0
for 1..5
	open h%i client=7.%i
	+0   h%i S> P. "220 a\r\n250 a\r\n"             = accept
end
@1   h1 S> P. "550 5.1.1 no\r\n"*4 as e1                = hold 4
@1   h2 S> P. "550 5.1.1 no\r\n"*2 as e2                = hold 8, overdrawn network
@1   h3 S> P. "550 5.1.1 no\r\n" as e3                  = hold 10, rst, detach late
open h6 client=7.6
@2   h6 S> P. "220 a\r\n" as hi                         = hold 10, held reason=network
@5   tick                                               = release e1
@9   tick                                               = release e2
@11  tick                                               = discard e3
@12  tick                                               = release hi
