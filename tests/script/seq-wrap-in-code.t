# The same with the wrap at each byte of a reply's code.
conf interval=4 policy=reply
for 1..6
	open f%i isn=429496728%i
	+0   f%i S> P. "220 a\r\n"                      = accept
	+0   f%i S> P. "250 a\r\n550 5.1.1 no\r\n" as no%i  = cut 7
	+0.2 f%i S> P. no%i+7:no%i$                     = hold
	+3.8 tick                                       = release no%i+7:no%i$ flow=f%i
end
