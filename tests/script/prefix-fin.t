# A cut takes the FIN off: it stands behind the bytes that are held.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> FP. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n" as both  = cut 14
+0   C> .                                               = accept
+0.2 S> FP. both+14:both$                               = hold, zero-window
+0.2 S> FP. both+14:both$                               = hold, discard both+14:both$, zero-window
@5   tick                                               = release both+14:both$
