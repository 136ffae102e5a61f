# Neither what makes a connection abandoned nor what makes it detached is proof: a
# server ignores an RST beside its window, as the client's here, and as ours, since
# a byte was under way.  Until the reply's time nothing of it passes, and it is reset
# with each number that it tells; then it is read, charged and held anew.
conf interval=20 burst=1
open acks=explicit
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" ack 1 as hi  = accept
+0   C> . ack hi$
@1   tick
charge 1 1
+0   S> P. "550 5.1.1 no\r\n" ack 1 as no                = hold 20, overdrawn
+0.1 C> P. 1:2 "A" ack no                               = drop, wait ack=1
+0   C> R 1                                             = accept, discard no, abandon rst
+0.1 C> P. 2:3 "B" ack no                               = drop, wait ack=1
+0   S> P. no ack 2                                     = drop, rst, detach left
+1   S> P. no ack 3                                     = drop, rst
@20.9 tick                                              = none
held flows=1
@21  tick                                               = none
held flows=0
stats flows_now=0
@22  S> P. no ack 3                                     = hold 20
stop                                                    = release no, early
