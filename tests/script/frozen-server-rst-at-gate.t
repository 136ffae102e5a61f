# An RST right at the gate says that the server gave up on the reply: it waits
# all the same, and follows the reply that was sent.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@2   S> R. no:no                                        = hold, reset wait=3 debt=3
@5   tick                                               = release no, release no$:no$
stats flows_now=0 reset_total=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
stats flows_now=1
