# The hold and each further copy is answered with a zero-window ACK, so that
# the server waits and does not count retransmissions.  Before the client is
# known to have all that is before the gate, nothing is acknowledged in its name.
conf interval=20 policy=reply
open ts acks=explicit
+0    S> P. "220 mx.example\r\n250 mx.example\r\n" as hi   = accept
@1    S> P. "550 5.1.1 one\r\n" as one                  = hold 20
+0.1  C> . ack hi$                                      = accept
+0.1  S> P. one                                         = hold, discard one, zero-window ack=one
+0.4  S> P. one                                         = hold, discard one, zero-window ack=one
+6    S> P. one                                         = hold, discard one, zero-window ack=one
@21   tick                                              = release one
+0.1  C> P. "RCPT TO:<two>\r\n" ack one$                = accept
# From now on the flow is on WATCH: the first copy is answered at once.
@22   S> P. "550 5.1.1 two\r\n" as two                  = hold 20, zero-window ack=two
+0.2  S> P. two                                         = hold, discard two, zero-window ack=two
@42   tick                                              = release two
stats injected_total=5
