# Nothing is held, but all packets of the connection are seen: a client that
# acknowledges what was not sent yet fishes: the server hears of what was read.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
+0.1 C> . ack no$+1                                     = ack no$
+0.1 C> . ack no$+500                                   = ack no$
# As old an ACK as this would have its segment discarded, and no server has as much
# to send: what the client says must get through.
+0.1 C> . ack no$+9000                                  = accept
stats early_ack_total=2
# Of an RST nobody takes what it acknowledges.
+0.1 C> R. ack no$+1                                    = accept
