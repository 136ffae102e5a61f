# A merged copy with bytes that were not seen before: they are looked at, and
# what is an error in them costs its own interval.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
+0   C> .                                               = accept
@2   S> P. a:a$+13 "550 5.1.1 a\r\n550 5.1.1 b\r\n" as ab  = drop, zero-window
@3   S> P. a$:ab$ as b                                  = hold, zero-window
@5   tick                                               = release a
@9   tick                                               = release b
stats charged_total=2
