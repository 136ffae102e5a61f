# The server merges held bytes with later ones: the later reply waits behind
# the held one.  The merged copy covers no more of that, and as something follows,
# what it tells of the server would be news when it is released.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0   C> .                                               = accept
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold, zero-window
+0.2 S> P. no:ok$ as both                               = drop, zero-window
+0.2 S> P. ok                                           = hold, discard ok, zero-window
@5   tick                                               = release no, release ok
stats charged_total=1
