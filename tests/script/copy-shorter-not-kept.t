# A copy of only a part of what is held must not take its place.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user here\r\n" as no      = hold 4
+0   C> .                                               = accept
+0.2 S> P. no:no+10                                     = drop, zero-window
+0.2 S> P. no+10:no$                                    = drop, zero-window
+0.2 S> P. no+1:no$                                     = drop, zero-window
+0.2 S> P. no                                           = hold, discard no, zero-window
@5   tick                                               = release no
stats absorbed_total=4 replaced_total=1
