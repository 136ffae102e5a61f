# Later data and the server's FIN wait behind the gate, in order.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   C> .                                               = accept
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold, zero-window
+0.1 S> P. "221 2.0.0 Bye\r\n" as bye                   = hold, zero-window
+0.1 S> F.  as fin                                      = hold, zero-window
+0.1 S> . bye$+1                                        = drop, zero-window ack=no
@5   tick                                               = release no, release ok, release bye, release fin
+0.1 C> F. ack bye$+1                                   = accept
+0   S> . bye$+1                                        = accept
