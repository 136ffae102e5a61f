# EHLO and HELO may be refused, one after the other; not a third.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "502 5.5.1 no EHLO\r\n"                      = accept
+0   S> P. "501 5.5.4 no HELO\r\n"                      = accept
@1   S> P. "502 5.5.1 no VRFY\r\n" as a                 = hold 4
@5   tick                                               = release a
