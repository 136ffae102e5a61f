# fails: want wait ack=2, but it did not happen
conf interval=4
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   C> P. "NOOP\r\n"                                   = drop, wait ack=2
