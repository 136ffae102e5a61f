# A source that is overdrawn by others of it gives up on nothing: each of its
# messages is answered at once, on whatever connection, and each counts once.
conf interval=4 burst=1
owe 1 0.01
@10  tick
for 1..3
	open f%i client=1
	+0    f%i S> P. "220 mx.example\r\n250 a\r\n"   = accept
	+0    f%i C> P. "MAIL FROM:<>\r\n"
	+0    f%i S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
end
open bad client=1
+0    bad S> P. "220 mx.example\r\n250 a\r\n"           = accept
@11   bad S> P. "550 5.1.1 no\r\n"*10 as no             = hold 36
for 1..3
	+0.5  f%i S> P. "250 2.0.0 queued\r\n"          = accept
end
source 1 delivered=3 errors=10
@47   tick                                              = release no
