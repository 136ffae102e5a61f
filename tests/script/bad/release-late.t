# fails: want it at this line's time, got 5.000 release
conf interval=4 policy=reply
open
+0   S> P. "220 a\r\n250 a\r\n"
@1   S> P. "550 no\r\n" as no                           = hold
@5.001 tick                                             = release no
