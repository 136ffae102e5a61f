# The client's own acknowledgements were not seen.  The second retransmission of
# the bytes at the gate, with none before them in between, tells that it has the
# rest (the first may be a tail loss probe, RFC 8985 7).
# After a restart copies are counted anew.
no-restarts
conf interval=20 policy=reply
open
+0    S> P. "220 mx.example\r\n" as hi                  = accept
+0    S> P. "250 mx.example\r\n" as ehlo                = accept
@1    S> P. "550 5.1.1 one\r\n" as one                  = hold 20
+0.1  S> P. one                                         = hold, discard one
+0.2  S> P. one                                         = hold, discard one, zero-window ack=one
+0.4  S> P. one                                         = hold, discard one, zero-window ack=one
@21   tick                                              = release one
