# A server's reset in place of a reply fills its budget as the reply would: else whom it
# is freed of tells which of the two it was.
conf interval=60 server-budget=1 max-hold=280
for 1..2
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 60
@2   f2 S> R. 15                                        = hold 60, reset wait=60, rst flow=f1, detach budget flow=f1
held flows=2 detached=1
@61  tick                                               = release a
@62  tick                                               = release 15:15 flow=f2
stats gated_now=0
