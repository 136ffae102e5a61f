# Both sides close while a reply is held: the FINs cross.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@2   S> FP. "421 4.4.2 bye\r\n" as bye                  = hold
@2   C> F.                                              = accept, discard no, discard bye, abandon fin, wait
+0   S> . bye$+1                                        = drop
+0.2 S> P. no                                           = drop
+0.2 S> R. bye$+1                                       = drop
@5   tick                                               = none
stats gated_now=0 held_now=0
