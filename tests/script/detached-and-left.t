# Neither what makes a connection abandoned nor what makes it detached is proof: a
# server ignores an RST beside its window, as the client's here, and as ours, since
# a byte was under way.  What it sends then is read, charged and held anew.
no-restarts
conf interval=60 policy=source offender-errors=1
open acks=explicit
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" ack 1 as hi  = accept
+0   C> . ack hi$
@1   S> P. "550 5.1.1 no\r\n" ack 1 as no               = hold 60
+0.1 C> P. 1:2 "A" ack no                               = accept
+0   C> R 1                                             = accept, discard no, abandon rst
+0.1 C> P. 2:3 "B" ack no                               = accept
+0   S> P. no ack 2                                     = drop, rst, detach
+1   S> P. no ack 3                                     = drop, rst
@3.3 tick                                               = none
held flows=0
@5   S> P. no ack 3                                     = hold
stop                                                   = release no, early
