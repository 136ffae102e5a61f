# An error comes late.  The client has not acknowledged it: not by a reset, nor by
# a packet with a number that its server does not take, which sends it again.
conf interval=4 policy=reply
open mid acks=explicit
@1   S> P. 101:115 "550 5.1.1 no\r\n" as no             = hold 4
+0.1 C> R. 90000:90000 ack 101                          = accept
+0   C> . 90000:90000 ack 101                           = accept
@5   tick                                               = release no
+0.1 S> P. 87:101 "550 5.1.1 no\r\n" as late            = hold 4
@9.1 tick                                               = release late
