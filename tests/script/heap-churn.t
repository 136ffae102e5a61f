# Many connections with holds of uneven lengths; some are reset, some left, some
# freed.  Each of the others comes at its very time (the oracle checks that).
conf interval=10 jitter=50 policy=reply max-held=200
for 1..60
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
	+0.01 f%i S> P. "550 5.1.1 no\r\n"              = hold 5..15
end
for 2..9
	+0    f%i S> R. 29                              = hold, reset
	+0    f3%i S> R. 29                             = hold, reset
	+0    f4%i C> R.                                = accept, discard, abandon
end
free 55 = release flow=f55, early asked
free 1 = release flow=f1, early asked
free 20 = release flow=f20, early asked
@5..16 tick                                             = 65x release
stats released_total=49 reset_total=16 early_total=3 abandoned_total=8
