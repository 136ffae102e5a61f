# What a source's last error was.
conf interval=4
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "550 5.1.1 no such user\r\n" as a            = hold 4
source 1 errors=1 code=550 enhanced=5.1.1
+4   tick                                               = release a
+0   S> P. "554 5.7.123 no\r\n" as b                    = hold 4
source 1 errors=2 code=554 enhanced=5.7.123
+4   tick                                               = release b
+0   S> P. "553 no\r\n" as c                            = hold 4
source 1 errors=3 code=553 enhanced=0.0.0
+4   tick                                               = release c
