# A byte 0x16 that is not the first of a segment is no TLS, wherever it stands.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 STARTTLS\r\n"         = accept
+0   S> P. "220 2.0.0 go\r\n\x16\x03\x01\r\n"           = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
