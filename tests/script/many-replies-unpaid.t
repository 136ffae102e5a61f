# Behind as many segments as one connection may hold apart, what is never given does
# not wait in the range of what is, though it is due as soon.
conf interval=4 max-hold=5 burst=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
for 1..22
	+0.01 S> P. "250 2.0.0 %i\r\n" as m%i           = hold
end
@2   S> P. "550 5.1.1 last\r\n" as last                 = hold 4
owe 1 30
+0   S> P. "250 2.1.5 apart\r\n" as d                   = hold 5
@5   tick                                               = release a, 22x release
@6   tick                                               = release last
@7   tick                                               = release d
