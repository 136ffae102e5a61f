# The client's own acknowledgements were not seen.  The second copy of the bytes
# at the gate, with none before them in between, tells that it has the rest.
conf interval=20 policy=reply
open
+0    S> P. "220 mx.example\r\n" as hi                  = accept
+0    S> P. "250 mx.example\r\n" as ehlo                = accept
@1    S> P. "550 5.1.1 one\r\n" as one                  = hold 20
+0.2  S> P. one                                         = hold, discard one, zero-window ack=one
@21   tick                                              = release one
