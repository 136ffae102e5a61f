# An ACK of more than was given is cut, and the server reads what comes with it: so do we, and
# lines are counted from there, though a minute's silence had ended the count.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1 acks=explicit
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "VRFY x\r\n" ack 33                          = accept
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 20, zero-window
@120 tick                                               = release no
+0   C> . ack no$                                       = accept
+61  C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\ntext\r\n.\r\n" ack no$+1 = cut 33
