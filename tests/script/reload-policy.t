# The policy changes while a reply is held: its source has nothing held after it.
conf interval=4 policy=source
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
source 1 held=1
conf policy=reply
@5   tick                                               = release a
conf policy=source
source 1 held=0 debt=0
