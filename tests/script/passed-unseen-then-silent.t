# A command and its reply pass unseen.  The client's next command is seen; the
# server takes it, and answers later: the client is silent then.  That the server
# acknowledged bytes which nobody saw tells that packets passed.
conf interval=4 policy=reply
open ts acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> P. 1:7 "RSET\r\n" ack no$                       = accept
+0.1 C> P. 37:49 "MAIL FROM:<>" ack no$+14              = ack no$
+0.1 S> . no$+14:no$+14 ack 49                          = accept
+1   S> P. no$+14:no$+28 "250 2.1.5 Ok\r\n" as ok       = drop
+0.2 S> P. ok                                           = drop
+0.4 S> P. ok                                           = accept
