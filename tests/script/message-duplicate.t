# The answer to a message that comes again (its ACK was lost) is not read twice: it
# passes once more, pays once, and takes the place of no other.
conf interval=4
owe 1 0.01
@20  tick
open acks=explicit
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "MAIL FROM:<>\r\n" ack 33
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" as go = accept
+0   C> P. "hello\r\n.\r\n" ack go$
owe 1 12
@21  S> P. "250 2.0.0 queued\r\n" as q                  = accept, earn
+0.2 S> P. q                                            = accept
+0.2 S> P. go:q$                                        = accept
source 1 delivered=1
@22  S> P. "250 2.1.0 Ok\r\n" as next                   = hold, zero-window
+0.2 S> P. q                                            = drop, zero-window ack=go$
+0.2 S> P. q:next$                                      = hold, discard next, zero-window ack=go$
+0.1 C> . ack q$                                        = accept
@31.5 tick                                               = release q:next$
source 1 delivered=1
