# A FIN behind bytes that were kept back is kept back as they are: the server
# gets no end before what it ends.  Sent again when the reply was given, both pass.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0.1 C> P. "RCPT TO:<a>\r\n"
@1   S> P. "550 5.1.1 no\r\n" as b                      = hold 4
+0   C> .                                               = accept
+0.1 C> FP. "QUIT\r\n" as quit                          = drop, wait ack=14
+0.1 C> F. quit$:quit$                                  = drop, wait ack=14
@5   tick                                               = release b
+0.1 C> FP. quit                                        = accept
stats abandoned_total=0 withheld_total=2
