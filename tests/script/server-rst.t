# The server's RST ends the hold: it passes, but its number tells nothing.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold
+0.5 S> R. ok$                                          = rewrite no, discard no, discard ok, reset
@5   tick                                               = none
stats reset_total=1 held_now=0 gated_now=0
