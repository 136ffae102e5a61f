# The same addresses and ports again: another connection, which begins anew,
# at a line's start.
conf interval=4 policy=reply
open cport=5000 isn=1000
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
+0   S> P. "250 cut off"                                = accept
open again cport=5000 isn=4000000
+0   again S> P. "554 go away\r\n" as b                 = hold 4
@9   tick                                               = release b
