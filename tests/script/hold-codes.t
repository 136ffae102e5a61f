# Which codes cost is a setting: here some 5xx, all of 4xx, and 5.7.1 by its
# enhanced code.
conf interval=4 policy=reply hold-codes=550,551,450,5.7.1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "554 5.6.0 bad content\r\n"                  = accept
+0   S> P. "451 4.3.0 later\r\n"                        = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
@6   S> P. "450 4.2.0 no\r\n" as b                      = hold 4
@10  tick                                               = release b
@11  S> P. "554 5.7.1 no\r\n" as c                      = hold 4, held code=554 enhanced=5.7.1
@15  tick                                               = release c
@16  S> P. "554 5.7.11 no\r\n"                          = accept
stats charged_total=3
