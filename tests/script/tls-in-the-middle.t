# 0x16 within a line or behind other bytes is no TLS.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "250 2.0.0 a"                                = accept
+0   S> P. "\x16\x03\x01\r\n"                           = accept
+0   S> P. "250 2.0.0 x\n"                              = accept
+0   S> P. "\x16\x03\x01\r\n"                           = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
stats exempt_tls_total=0
