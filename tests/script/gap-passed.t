# Of the server's first two segments the one with an error is lost before it is
# seen, and the other passes in the kernel.  When the client has both it says
# so, and nobody knows that it may: the server is told of what was read, sends
# the other once more, and the connection goes on.  What else the client's packet
# carries passes.
kernel prefilter
conf interval=4 policy=reply
open mid ts acks=explicit
+0   S> P. 15:29 "250 2.1.5 Ok\r\n" as ok               = unseen
+0.3 S> P. 1:15 "550 5.1.1 no\r\n" as no                = hold 4
+4   tick                                               = release no
+0.1 C> P. "QUIT\r\n" ack ok$                           = ack no$
+0.1 C> . ack ok$ <nop,nop,sack 15:29>                  = ack no$
+0.2 S> P. ok                                           = accept
+0.1 C> . ack ok$                                       = accept
+0.1 S> P. "221 bye\r\n"                                = accept
stats early_ack_total=2
