# All passes unseen up to the end of a message, and only its reply is seen.
conf interval=4 policy=reply
open ts acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> P. 1:7 "RSET\r\n" ack no$                       = accept
+1   S> P. no$+14:no$+28 "250 2.1.5 Ok\r\n" ack 49 as ok = drop
+0.2 S> P. ok ack 49                                    = drop
+0.4 S> P. ok ack 49                                    = accept
