# As long as a code is not complete, its segment counts as the worst that it
# may become: what has passed cannot be called back.
conf interval=4 policy=reply hold-codes=550
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "5" as a                                     = hold 4
+0   S> P. "54 not that\r\n" as b                       = hold
@5   tick                                               = release a, release b
