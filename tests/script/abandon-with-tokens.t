# A client with tokens left left: its server may retransmit until it gives up, as
# it does without us, and is not reset.
conf interval=10
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 10
@2   C> R.                                              = accept, discard no, abandon rst
@3   S> P. no                                           = drop
@5   S> P. no                                           = drop
@11  tick                                               = none
stats gated_now=0 detached_total=0
