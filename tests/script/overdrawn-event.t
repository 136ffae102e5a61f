# The moment when a source's bucket is overdrawn is told, once each time.
conf interval=4 burst=2
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"*2 as a                    = hold 4, charge wait=4 debt=0
@1   S> P. "551 5.1.6 no\r\n" as b                      = hold 4, overdrawn error code=551 debt=4 replies=3
@1   S> P. "550 5.1.1 no\r\n" as c                      = hold 8
stats overdrawn_total=1
@5   tick                                               = release a, release b
@9   tick                                               = release c
source 1 debt=0 errors=4
@9   S> P. "550 5.1.1 no\r\n" as d                      = hold 4, overdrawn debt=4
stats overdrawn_total=2
@13  tick                                               = release d
