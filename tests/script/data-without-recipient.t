# 503 or 554 5.5.1 to a DATA that had no valid recipient follows from refusals
# that were charged; with one valid recipient it is an error of its own.
conf interval=4 policy=source
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
+0   S> P. "554 5.5.1 Error: no valid recipients\r\n"   = accept
+0   S> P. "250 2.0.0 reset\r\n"                        = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
@6   S> P. "550 5.1.1 no\r\n503 5.5.1 need RCPT\r\n" as b  = hold 4, held replies=1
@10  tick                                               = release b
@11  S> P. "550 5.1.1 no\r\n" as c                      = hold 4
@15  tick                                               = release c
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
@16  S> P. "554 5.5.1 bad sequence\r\n" as d            = hold 4
@20  tick                                               = release d
stats exempt_replies_total=2 charged_total=4
