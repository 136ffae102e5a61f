# A client that acknowledges nothing uses up what the server may have under way, and
# its reply stays with the server.  So it is given no more commands until it does.
conf interval=4
owe 1 0.01
@20  tick
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
+0   C> P. "EHLO x\r\n" ack 1                           = accept
+0   S> P. "250-some words\r\n"*300 as many             = accept
+0   S> P. "250 SIZE\r\n" as end                        = accept
+0   C> P. "NOOP\r\n" as noop ack hi$                   = drop
+0   C> P. noop ack many+100                            = drop
+0   C> . ack hi$                                       = accept
+0   C> P. noop ack many$                               = accept
