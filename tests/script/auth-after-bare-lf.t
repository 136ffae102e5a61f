# A server that quotes its client may quote a bare LF and "235 ": what begins
# after a bare LF is no exemption, in one segment or in the next.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "500 5.5.1 what is 'x\n235 ok'\r\n" as a     = hold 4
@5   tick                                               = release a
@6   S> P. "250 2.1.0 x\n"                              = accept
@6   S> P. "235 2.7.0 ok\r\n"                           = accept
@7   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@11  tick                                               = release no
stats exempt_auth_total=0
