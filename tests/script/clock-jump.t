# The machine slept: everything is due at once, in order, and late.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
+0   S> P. "550 5.1.1 no\r\n" as b                      = hold 8
@5   tick                                               = release a
@9   tick                                               = release b
@5000 S> P. "550 5.1.1 no\r\n" as c                     = hold 4
@5004 tick                                              = release c
