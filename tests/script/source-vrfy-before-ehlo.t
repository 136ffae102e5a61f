# VRFY straight after the greeting: a 550 that says 5.1.x is about an address, and
# one that says nothing may be; both are charged.  500 to 504 refuse EHLO.
conf interval=4
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a S> P. "550 5.1.1 no\r\n" as no                   = hold 4
@4   tick                                               = release no
open b client=2
@5   b S> P. "220 mx.example\r\n"                       = accept
+0   b S> P. "550 no such user\r\n" as none             = hold 4
@9   tick                                               = release none
open c client=2
@10  c S> P. "220 mx.example\r\n"                       = accept
+0   c S> P. "502 not implemented\r\n"                  = accept
