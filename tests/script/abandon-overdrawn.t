# An offender that left: nobody waits, and the server is not made to: its next
# packet is answered by an RST, and soon the connection takes no room.
conf interval=10 policy=source offender-errors=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
open other client=2
+0   other S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
@0   other S> P. "550 5.1.1 no\r\n" as o                = hold 10
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 10
@2   C> F.                                              = accept, discard no, abandon fin
@3   S> P. no                                           = drop, rst, detach
+0.2 S> R. no$                                          = drop
@4.9 tick                                               = none
stats gated_now=2
@5   tick                                               = none
stats gated_now=1
source 1 debt=6
@10  tick                                               = release o
