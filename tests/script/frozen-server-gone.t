# Who has no connection any more hears nothing, and a segment without an ACK
# tells nothing.
conf interval=4 policy=reply
open a
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                   = hold 4
+0   a C> .                                             = accept
+0.1 a S> P no                                          = hold, discard no
+0.1 a S> P. no                                         = hold, discard no, zero-window
+0.1 a S> R. no$                                        = hold, reset
+0.1 a S> P. no                                         = drop
@5   tick                                               = release no, release no$:no$
