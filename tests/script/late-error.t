# An error whose turn comes after the longest hold must not come early: its
# connection is detached, and not answered at all.
conf interval=4 max-hold=10 burst=1
open a client=1
open b client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 1\r\n"*3 as a                   = hold 8
@2   b S> P. "550 5.1.1 3\r\n" as b                     = hold 10, rst, detach late
source 1 debt=11
# The client sees what it sees of any held connection, and no more.
@3   b C> P. "RSET\r\n"                                 = drop, wait
@3   b C> . ack b$                                      = drop
@9   tick                                               = release a flow=a
@12  tick                                               = discard b flow=b
stats held_now=0 gated_now=0
