# No bucket is overdrawn by more than max-debt, whatever is asked for at once.
conf interval=4 burst=1 max-debt=10 max-hold=60
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"*3 as a                    = hold 8
source 1 debt=8
@1   S> P. "550 5.1.1 no\r\n"*50 as b                   = hold 10
source 1 debt=10 errors=53
@2   S> P. "550 5.1.1 no\r\n" as c                      = hold 10
source 1 debt=10 errors=54
@9   tick                                               = release a
@11  tick                                               = release b
@12  tick                                               = release c
