# Replies that don't fit into the longest hold were dropped unread.  A client that
# acknowledges them must not make the server forget them, however many they are: they
# would cost nothing, and the number of what follows would tell how long they were.
conf interval=4 burst=1 max-hold=10
owe 1 4
open client=1 acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = hold 4
@4   tick                                               = release hi
+0   C> P. "EHLO a\r\n" ack hi$
+0   S> P. "250 mx.example\r\n" as hello                = accept
+0   C> . ack hello$
@5   S> P. "550 5.1.1 a\r\n" as a                       = hold 4, zero-window
+0   S> P. "550 5.1.1 b\r\n" as b                       = hold 7, zero-window
+0   S> P. "550 5.1.1 c\r\n" as c                       = drop, zero-window
for 1..6
+0   S> P. "250 2.1.5 " "x"*1400 "\r\n" as long%i       = drop, zero-window
end
@9   tick                                               = release a
@12  tick                                               = release b
+0.1 C> . ack b$                                        = accept
+0   C> . ack long6$                                    = ack b$
+0   C> . ack long2$                                    = ack b$
