# The server merges held bytes with later ones: the later reply waits behind
# the held one, and the merged copy, which covers more, is the one to keep.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0   C> .                                               = accept
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold, zero-window
+0.2 S> P. no:ok$ as both                               = hold cut 24, discard no, zero-window
+0.2 S> P. ok                                           = hold, discard ok, zero-window
@5   tick                                               = release no, release ok
stats charged_total=1
