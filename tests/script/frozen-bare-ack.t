# The number of a bare ACK would tell a raw client how long the held reply is:
# it is set back to the gate.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0.1 C> P. "RCPT TO:<x@mx.example>\r\n"                 = accept
+0   S> . no$                                           = rewrite no, zero-window
+0.2 S> . no$ <nop,nop,ts 1 2,nop,nop,sack 1:20>        = rewrite no, zero-window
+0.2 S> . no:no                                         = accept
@5   tick                                               = release no
+0   S> . no$                                           = accept
stats rewritten_total=2
