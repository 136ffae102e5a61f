# A connection whose server was freed looks as all that wait: errors are dropped.
conf interval=4 server-budget=1
open a client=1
open b client=2
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a                    = hold 4
@2   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4, rst flow=a, detach budget flow=a
+0   icmp a a                                           = drop
+0   icmp a a-1                                         = drop
@5   tick                                               = release a
@6   tick                                               = release b
