# A keepalive or a window probe of the server (one byte before, or none) would
# have a client answer: it doesn't pass, and is answered for it.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   C> .                                               = accept
+0.1 S> . hi$-1:hi$-1                                   = drop, zero-window ack=no
+0.1 S> P. hi$-1:hi$                                    = drop, zero-window ack=no
@5   tick                                               = release no
+0.1 S> P. hi$-1:hi$                                    = accept
