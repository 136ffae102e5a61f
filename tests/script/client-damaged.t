# Of a packet with a wrong checksum the server believes nothing, nor is it
# believed here: it passes, nobody is told that the client left, and the reply
# comes at its time.  Forty-five such RSTs once emptied a budget.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> R. damaged                                      = accept
+0.1 C> F. damaged                                      = accept
+0.1 C> . ack hi$ damaged                               = accept
+0.1 C> . ack no$ damaged                               = accept
+0.1 C> P. 1:9 "RSET aa\n" damaged                      = accept
# Its ACK was none: nothing is certain yet, and the server is not answered.
+0.1 S> P. no                                           = hold, discard no
held flows=1 abandoned=0
@5   tick                                               = release no
stats bad_checksum_total=5 abandoned_total=0 answered_total=0
