# Jitter keeps each interval within its bounds, and they differ.
conf interval=10 jitter=25 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 7.5..12.5
@8.5..13.5 tick                                         = release a
@20  S> P. "550 5.1.1 b\r\n" as b                       = hold 7.5..12.5
@27.5..32.5 tick                                        = release b
@40  S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n550 5.1.1 c\r\n" as c  = hold 22.5..37.5
@62.5..77.5 tick                                        = release c
