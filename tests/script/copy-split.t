# The server sends the held bytes again in other portions: none gets through,
# and all get out at the time.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550-5.1.1 no\r\n550 5.1.1 such user\r\n" as no  = hold 4
+0   C> .                                               = accept
+0.2 S> . no:no+14                                      = drop, zero-window
+0   S> P. no+14:no$                                    = drop, zero-window
+0.3 S> . no:no+1                                       = drop, zero-window
@5   tick                                               = release no
