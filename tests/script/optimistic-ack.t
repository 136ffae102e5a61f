# A client that acknowledges what it cannot have: the server must not hear it,
# or it would forget bytes that were never delivered.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> . ack no$                                       = ack no
+0.1 C> . ack no+1                                      = ack no
+0.1 C> P. "RSET\r\n" ack no$                           = ack no
+0.1 C> . ack no                                        = accept
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
stats early_ack_total=3
