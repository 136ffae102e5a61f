# fails: want no more, got 1.200 discard
conf interval=4 policy=reply
open
+0   S> P. "220 a\r\n250 a\r\n"
@1   S> P. "550 no\r\n" as no                           = hold
@1.2 S> P. no                                           = hold
