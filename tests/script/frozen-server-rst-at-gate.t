# An RST right at the gate tells nothing, and passes as it is.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@2   S> R. no:no                                        = accept, discard no, reset wait=1
stats rewritten_total=0 flows_now=0 reset_total=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
stats flows_now=1
+0   S> R.                                              = accept
stats flows_now=0
