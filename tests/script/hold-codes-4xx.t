# A whole class.
conf interval=4 policy=reply hold-codes=4xx
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "550 5.1.1 no\r\n"                           = accept
@1   S> P. "421 4.3.2 bye\r\n" as a                     = hold 4
@5   tick                                               = release a
