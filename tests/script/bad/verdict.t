# fails: want drop, got 1.000 hold
conf interval=4 policy=reply
open
+0   S> P. "220 a\r\n250 a\r\n"
@1   S> P. "550 no\r\n"                                 = drop
