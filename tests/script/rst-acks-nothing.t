# An RST that the server does not take (RFC 5961 3.2) acknowledges nothing either:
# the server is told of what the client acknowledged before.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
+0   S> P. "250 mx.example\r\n" as ok                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> . ack ok                                        = accept
+0.1 C> P. "RCPT TO:<a>\r\n" ack ok                     = drop, wait
+0.1 C> R. 5:5 ack no                                   = accept
+0.1 S> P. no                                           = hold, discard no, zero-window ack=ok
@5   tick                                               = release no
