# While a queue is full packets pass unseen, replies and their ACKs too.  What the
# client says then, to the end of its message, gets to the server with an ACK
# that is too old, and does no harm; the server's next reply is read when it
# comes the third time, as behind any gap.
conf interval=4 policy=reply
open ts acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
+0.2 C> P. "RCPT TO:<somebody.with.a.name.that.needs.more.room@example.org>\r\n" ack no$+14 = ack no$
+0   C> P. "x"*1300 ack no$+14                          = ack no$
+0   C> PF. "y"*1300 ack no$+14                         = ack no$
+0.1 S> P. no$+14:no$+28 "250 2.1.5 Ok\r\n" as ok       = drop
+0.2 S> P. ok                                           = drop
+0.4 S> P. ok                                           = accept
+0.1 C> . ack ok$                                       = accept
stats early_ack_total=3
