# No copy came before its time: it passes when it comes.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
lost all
@5   tick                                               = released
@6   S> P. no                                           = accept
stats held_now=0 gated_now=0
