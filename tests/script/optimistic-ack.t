# A client that acknowledges what it cannot have: the server must not hear it,
# or it would forget bytes that were never delivered.  Nor does it hear anything
# else of such a packet: what it takes would tell how long the reply is, since what
# acknowledges more than was sent it never takes.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> . ack no$                                       = drop
+0.1 C> . ack no+1                                      = drop
+0.1 C> P. "RSET\r\n" ack no$                           = drop
+0.1 C> . ack no                                        = accept
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
stats early_ack_total=3
