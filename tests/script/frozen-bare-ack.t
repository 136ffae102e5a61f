# A bare ACK of the server tells how it stands, and its number how long the held
# reply is: none passes.  The server is told to wait instead.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0   C> .                                               = accept
+0.1 S> . no$                                           = drop, zero-window ack=no
+0.2 S> . no$ <nop,nop,ts 1 2,nop,nop,sack 1:20>        = drop, zero-window ack=no
+0.2 S> . no:no                                         = drop, zero-window ack=no
+0.2 S> . no:no win 0                                   = drop, zero-window ack=no
@5   tick                                               = release no
+0   S> . no$                                           = accept
stats frozen_total=4
