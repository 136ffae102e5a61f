# The table of connections is full: the one idle longest is forgotten, those
# with held replies are not.
conf interval=4 policy=reply max-flows=16 max-held=4
open first
+0   first S> P. "220 mx.example\r\n250 mx.example\r\n"
@1   first S> P. "550 5.1.1 no\r\n" as a                = hold 4
for 2..60
	open f%i client=%i
	+0.01 f%i S> P. "220 mx.example\r\n"            = accept
end
stats flows_now=20 flows_evicted_total=40
@5   tick                                               = release a flow=first
+0   f2 S> P. "550 5.1.1 mid-stream now\r\n" as b       = hold 4
+4   tick                                               = release b flow=f2
