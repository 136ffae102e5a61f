# The client sends its last command again, for want of an answer.  Its server has
# it, but takes the acknowledgement in it: so does the engine, which then knows
# that the client waits for just the held bytes.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   C> P. 1:7 "RCPT\r\n" ack hi$
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.2 C> P. 1:7 ack hi$                                  = accept
+0   S> P. no                                           = hold, discard no, zero-window
@5   tick                                               = release no
