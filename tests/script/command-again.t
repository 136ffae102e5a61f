# The client sends its last command again, for want of an answer.  Its server has
# it; but the engine takes the acknowledgement in it, knows then that the client
# waits for just the held bytes, and tells the server so.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   C> P. 1:7 "RCPT\r\n" ack hi$
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.2 C> P. 1:7 ack hi$                                  = drop
+0   S> P. no                                           = hold, discard no, zero-window
@5   tick                                               = release no
