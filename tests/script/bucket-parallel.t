# Many connections of one source learn no more than one: a burst, and one reply an
# interval, over all of them, in the order in which they came.
conf interval=2 server-budget=0
for 1..10
	open f%i client=7
	+0   f%i S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
end
for 1..10
	@1   f%i S> P. "550 5.1.1 no\r\n" as r%i        = hold
end
source 7 debt=12 errors=10 held=10
@3   tick                                               = release r1 flow=f1, release r2 flow=f2, release r3 flow=f3, \
                                                          release r4 flow=f4, release r5 flow=f5
@5   tick                                               = release r6 flow=f6
@7   tick                                               = release r7 flow=f7
@9   tick                                               = release r8 flow=f8
@11  tick                                               = release r9 flow=f9
@13  tick                                               = release r10 flow=f10
