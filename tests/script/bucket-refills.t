# A token comes back each interval, and no more than the burst of them.
conf interval=4 burst=2
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"*3 as a                    = hold 4, overdrawn
@5   tick                                               = release a
source 1 tokens=0
@7   S> P. "250 2.1.5 Ok\r\n"                           = accept
source 1 tokens=0.5
@9   S> P. "550 5.1.1 no\r\n" as b                      = hold 4
source 1 tokens=0
@13  tick                                               = release b
@1000 S> P. "550 5.1.1 no\r\n"*2 as c                   = hold 4
source 1 tokens=0
@1004 tick                                              = release c
@1012 S> P. "550 5.1.1 no\r\n"*5 as d                   = hold 12, overdrawn
source 1 debt=12 errors=11
@1024 tick                                              = release d
