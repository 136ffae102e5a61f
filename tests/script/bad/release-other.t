# fails: want release 1:3, but it did not happen
conf interval=4 policy=reply
open
+0   S> P. "220 a\r\n250 a\r\n"
@1   S> P. "550 no\r\n" as no                           = hold
@5   tick                                               = release 1:3
