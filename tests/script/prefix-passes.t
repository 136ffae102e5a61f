# What is before the first charged reply in a segment passes at once, cut off
# with right lengths and checksums.  The rest waits until the server sends it; what
# passed before does so once.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n" as both   = cut 14
+0   C> .                                               = accept
+0.2 S> P. both+14:both$                                = hold, zero-window
+0.2 S> P. both+14:both$                                = hold, discard both+14:both$, zero-window ack=both+14
+0.2 S> P. both                                         = hold, discard both+14:both$, zero-window
@5   tick                                               = release both
stats charged_total=1 cut_total=1
