# A 235 that is not the first of its segment exempts nothing: a client that
# has the server quote CRLF could have put it there.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "250 2.0.0 Ok\r\n235 2.7.0 ok\r\n"           = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
stats exempt_auth_total=0
