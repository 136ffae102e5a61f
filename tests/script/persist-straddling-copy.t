# The server sends from before the gate on: the client may not have all of it.  The
# packet is kept as the reply's, and nothing is certain of what is before.
conf interval=20 policy=reply
open acks=explicit
+0    S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1    S> P. "550 5.1.1 one\r\n" as one                  = hold 20
+0.2  S> P. one                                         = hold, discard one
+0.2  S> P. hi:one$                                     = hold, discard one
+0.2  S> P. one                                         = hold, discard hi:one$
+0.2  S> P. hi:one$                                     = hold, discard one
+0.2  S> P. one                                         = hold, discard hi:one$
+0.2  S> P. one                                         = hold, discard one
+0.1  C> . ack hi$                                      = accept
+0.2  S> P. one                                         = hold, discard one, zero-window ack=one
@21   tick                                              = release one
