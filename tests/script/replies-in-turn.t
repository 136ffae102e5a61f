# On one connection each charged reply waits for its own turn.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
+0   C> .                                               = accept
@1.5 S> P. "550 5.1.1 b\r\n" as b                       = hold 7.5, zero-window
@2   S> P. "250 2.1.5 c\r\n" as c                       = hold, zero-window
@5   tick                                               = release a
@6   S> P. "550 5.1.1 d\r\n" as d                       = hold 7, zero-window
@9   tick                                               = release b, release c
@13  tick                                               = release d
