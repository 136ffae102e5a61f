# A copy with other bytes at the same place (no honest server does that) costs
# nothing more, and gets out no earlier.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   C> .                                               = accept
+0.2 S> P. no:no$ "250 2.1.5 ok\r\n"                    = hold, discard no, zero-window
@5   tick                                               = release no
stats charged_total=1
