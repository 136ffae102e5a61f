# A packet of this host has no checksum yet: what is made of it has one.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" partial  = accept
@1   S> P. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n" partial as both  = cut 14
+0   C> .                                               = accept
+0.2 S> P. both+14:both$ partial                        = hold, zero-window
+0.2 S> P. both+14:both$ partial                        = hold, discard both+14:both$, zero-window
+0.2 S> . both$ partial                                 = drop, zero-window
@5   tick                                               = release both+14:both$
