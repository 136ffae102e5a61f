# Keep-alives and probes of the server, one byte below the gate: the client
# would answer with an open window, so we answer in its place.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0.1 C> . ack no                                        = accept
+0.2 S> . no-1                                          = drop, zero-window ack=no
+0.2 S> . no-1                                          = drop, zero-window ack=no
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
@9   S> . no$-1                                         = accept
