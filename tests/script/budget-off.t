# 0 = no bound; and by the plain policy nobody is known to be guilty or not, so
# there is none either.
conf interval=4 policy=source server-budget=0
for 1..30
	open f%i client=%i
	+0   f%i S> P. "220 a\r\n250 a\r\n"             = accept
	+0   f%i S> P. "550 5.1.1 no\r\n"               = hold 4
end
@4   tick                                               = 30x release
conf policy=reply server-budget=1
for 31..40
	open f%i client=%i
	+0   f%i S> P. "220 a\r\n250 a\r\n"             = accept
	+0   f%i S> P. "550 5.1.1 no\r\n"               = hold 4
end
@8   tick                                               = 10x release
