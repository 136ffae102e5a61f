# Something of the client was not seen, and its server has it: from there on its
# lines are counted anew, once it has got all that the server said.
conf interval=4 burst=2
owe 1 0.01
@20  tick
open acks=explicit
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" as ehlo = accept
+0   C> P. "MAIL FROM:<" ack ehlo$                     = accept
+0   S> P. "250 2.1.0 Ok\r\n" as aok ack 34             = accept
+0   C> P. 34:86 "RCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 0 LAST\r\n" ack ehlo$ = drop, wait
+0   C> P. 34:86 ack aok$                               = cut 39
# Nor is anything counted of who acknowledges what was not seen.
owe 2 0.01
@40  tick
open b client=2 acks=explicit
+0   b C> .                                             = accept
+0   b S> P. 31:45 "250 2.1.0 Ok\r\n" as ok             = accept
+0   b C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 0 LAST\r\n" ack ok$+14 = ack ok$
