# The server sends bytes before the gate again: the client may not have them,
# and nothing is acknowledged until it is certain.
conf interval=20 policy=reply
open acks=explicit
+0    S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1    S> P. "550 5.1.1 one\r\n" as one                  = hold 20
+0.2  S> P. hi                                          = drop
+0.2  S> P. one                                         = hold, discard one
+0.2  S> P. hi                                          = drop
+0.2  S> P. one                                         = hold, discard one
+0.1  C> . ack hi$                                      = accept
+0.2  S> P. one                                         = hold, discard one, zero-window ack=one
@21   tick                                              = release one
