# Lines that are no replies, but between replies: it is SMTP all the same.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
for 1..5
	+0   S> P. "HELP is on its way\r\n"             = accept
	+0   S> P. "214 that was it\r\n"                = accept
end
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
