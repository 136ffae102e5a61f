# What stands before the error passes with the server's newest number: the client is
# told of that while it waits, and not of an older one.
conf interval=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "RCPT TO:<a>\r\n"                            = accept
@21  S> P. "250 2.1.5 Ok\r\n550 5.1.1 no\r\n" as both   = cut 14
+0.1 C> P. "RCPT TO:<b>\r\n"                            = drop, wait ack=14
@25  tick                                               = none
