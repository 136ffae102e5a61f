# Bytes that are no SMTP, but come once: the connection stays looked at.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "\xff\xfe\x00\r\n"                           = accept
+0   S> P. "99 bottles\r\n"                             = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
