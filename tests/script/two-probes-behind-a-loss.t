# As two-probes.t, but the first of the client's own segments was lost: servers
# take the ACKs of those behind it, RFC 9293 3.10.7.4.  Here they are kept back,
# and no server got them: nothing is certain.
conf interval=20 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "250 one\r\n" as one                         = accept
+0   S> P. "250 two\r\n" as two                         = accept
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 20
+0   C> P. 7:13 "NOOP\r\n" ack one                      = drop, wait
+0.1 S> P. no ack 1                                     = hold, discard no
+0.1 C> P. 13:19 "NOOP\r\n" ack two                     = drop, wait
+0.1 S> P. no ack 1                                     = hold, discard no
@21  tick                                               = release no
