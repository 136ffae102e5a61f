# A client that closed its side only may still read: after the hold that it
# left, the next one is as any other.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\n"
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
@2   C> F.                                              = accept, discard a, abandon fin
held flows=1 abandoned=1
@5   tick                                               = none
held flows=0 abandoned=0
+0.1 S> P. a                                            = accept
+0.1 C> . ack a$                                        = accept
@6   S> P. "550 5.1.1 b\r\n" as b                       = hold 4, zero-window ack=b
held flows=1 abandoned=0
+0.2 S> P. b                                            = hold, discard b, zero-window
@10  tick                                               = release b
