# A connection whose hold is over may be forgotten as any other.
conf interval=4 policy=reply max-flows=16 max-held=1
open first
+0   first S> P. "220 mx.example\r\n250 mx.example\r\n"
@1   first S> P. "550 5.1.1 no\r\n" as a                = hold 4
@5   tick                                               = release a
for 2..60
	open f%i client=%i
	+0.01 f%i S> P. "220 mx.example\r\n"            = accept
end
stats flows_now=17 flows_evicted_total=43
