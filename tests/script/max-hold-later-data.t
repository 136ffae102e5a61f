# What comes later waits behind, and no hold gets longer than the longest.
conf interval=4 policy=reply max-hold=10
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n" as ab       = hold 8
+0   S> P. "550 5.1.1 c\r\n" as c                       = drop
@4   S> P. c                                            = hold 9
@9   tick                                               = release ab
@13  tick                                               = release c
