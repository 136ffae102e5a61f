# 0 = off: everything passes, nothing is put on WATCH.
conf interval=0 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"                           = accept
+0   S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n"             = accept
stats charged_total=0 held_total=0 replies_5xx_total=3
