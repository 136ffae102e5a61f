# What is certain of one gate is not certain of the next one.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
+0   S> P. "550 5.1.1 b\r\n" as b                       = hold 8
+0.1 C> . ack hi$                                       = accept
+0.1 S> P. a                                            = drop, zero-window ack=a
@5   tick                                               = release a
+0.2 S> P. b                                            = hold, discard b, zero-window ack=hi$
+0.1 C> . ack a$                                        = accept
+0.2 S> P. b                                            = hold, discard b, zero-window ack=b
@9   tick                                               = release b
