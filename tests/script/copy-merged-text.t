# The rest of a held reply comes merged with a copy of its beginning: it belongs
# to it, and the merged copy is kept whole.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such " as a                    = hold 4
+0   C> .                                               = accept
+0.2 S> P. a:a$+6 "550 5.1.1 no such user\r\n" as all   = hold, discard a, zero-window
+0.2 S> . a$+6:a$+6                                     = drop, zero-window ack=a
@5   tick                                               = release all, released bytes=24
stats held_total=1 charged_total=1
