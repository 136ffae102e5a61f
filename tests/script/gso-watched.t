# The same on a flow that is on WATCH, with a super-packet behind the gate and
# copies of it that are super-packets too.
conf interval=4 policy=reply
open mss=100
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   C> .                                               = accept
+0.2 S> P. "250-" "x"*150 "\r\n250 ok\r\n" gso as ok    = split hold | hold, 2x zero-window
+0.2 S> P. no:ok$ gso as all                            = split drop | drop, 2x zero-window
@5   tick                                               = release no, release ok:ok+100, release ok+100:ok$
