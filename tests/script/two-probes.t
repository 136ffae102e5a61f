# A server may send its last segment once as a probe (RFC 8985 7.3), and once more
# when it was acknowledged something: three copies that begin at the gate do not
# mean that all before it was acknowledged.
conf interval=20 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "250 one\r\n" as one                         = accept
+0   S> P. "250 two\r\n" as two                         = accept
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 20
+0   C> . ack one                                       = accept
+0.1 S> P. no                                           = hold, discard no, zero-window ack=one
+0.1 C> . ack two                                       = accept
+0.1 S> P. no                                           = hold, discard no, zero-window ack=two
+0.1 S> P. no                                           = hold, discard no, zero-window ack=two
+0.2 C> . ack no                                        = accept
+1   S> P. no                                           = hold, discard no, zero-window ack=no
@21  tick                                               = release no
