# A reply passes unseen, and so does its ACK; the client is silent then.  Nothing
# tells that it has that reply but the server, which sends the next one over and
# over: a probe may be one more copy where an ACK came between them, five can't.
conf interval=4 policy=reply
open ts acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
+1   S> P. no$+14:no$+28 "250 2.1.5 Ok\r\n" as ok       = drop
+0.2 S> P. ok                                           = drop
+0.4 S> P. ok                                           = drop
+0.8 S> P. ok                                           = drop
+1.6 S> P. ok                                           = drop
+3.2 S> P. ok                                           = accept
