# The kernel lost a held packet (nft flush ruleset): the bytes stay held until
# their time; the server sends them again.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   C> .                                               = accept
+0.1 S> P. "250 2.0.0 Ok\r\n" as ok                     = hold, zero-window
lost all
stats held_now=0 gated_now=1 lost_total=2
+0.2 S> P. no                                           = hold, zero-window
+0.2 S> P. ok                                           = hold, zero-window
lost ok
@5   tick                                               = release no
+0   S> P. ok                                           = accept
