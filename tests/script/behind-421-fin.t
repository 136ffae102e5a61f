# A 421 behind a held reply waits too, and so does its FIN.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@3   S> FP. "421 4.4.2 timeout\r\n" as bye              = hold
@5   tick                                               = release no, release bye
