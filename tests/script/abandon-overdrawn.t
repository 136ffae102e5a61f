# A client whose bucket is overdrawn left: nobody waits, and the server is not made
# to: its next packet is answered by an RST.  Until its time the gate stays, so
# that nothing is told to who only said that he left.
conf interval=10 burst=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
open other client=2
+0   other S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
@0   other S> P. "550 5.1.1 no\r\n" as o                = hold 10
@1   tick
charge 1 1
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 10, overdrawn
@2   C> F.                                              = accept, discard no, abandon fin, wait
@3   S> P. no                                           = drop, rst, detach left
held flows=2 detached=1 abandoned=1
+0.2 S> P. no                                           = drop, rst
+0.2 S> R. no$                                          = drop
@10  tick                                               = release o
stats gated_now=1
source 1 debt=1
@11  tick                                               = none
stats gated_now=0 flows_now=1
