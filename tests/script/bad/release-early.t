# fails: want release no, but it did not happen
conf interval=4 policy=reply
open
+0   S> P. "220 a\r\n250 a\r\n"
@1   S> P. "550 no\r\n" as no                           = hold
@4.999 tick                                             = release no
