# Each reply answers one line, also where the client's next segment acknowledges an older
# one, and comes again: what is before a message is answered by then, and it passes.
conf interval=4 burst=1 max-hold=60
owe 1 0.01
@20  tick
open acks=explicit
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" as ehlo = accept
+0   C> P. "MAIL FROM:<>\r\n" ack ehlo$                 = accept
+0   S> P. "250 2.1.0 Ok\r\n" as ok                     = accept
+0   C> P. "RCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" as one ack ehlo$ = drop, wait
+0   C> P. one ack ok$                                  = accept
