# The server's sequence numbers wrap in the middle of what is held.
conf interval=4 policy=reply
open isn=4294967250 cisn=4294967290
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "RCPT TO:<x@mx.example>\r\n"
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0   C> .                                               = accept
+0.2 S> P. no                                           = hold, discard no, zero-window
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold, zero-window
+0.2 S> P. no:ok$                                       = drop, zero-window
+0.1 S> . ok$                                           = drop, zero-window
+0.1 C> . ack ok$                                       = drop
@5   tick                                               = release no, release ok
+0.1 C> . ack ok$                                       = accept
