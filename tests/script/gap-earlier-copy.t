# A copy of what was read before a gap is no news of the gap: reading goes on where it
# was, and the next error is held at once.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 S> P. no$+14:no$+28 "250 2.1.5 Ok\r\n" as ok       = drop
+0.2 S> P. ok                                           = drop
+0.2 S> P. ok                                           = accept
+0.1 S> P. no                                           = accept
@6   S> P. "550 5.1.1 no\r\n" as next                   = hold 4
@10  tick                                               = release next
