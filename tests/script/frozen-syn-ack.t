# A SYN of the client was under way before the reply that is held.  That the server
# takes it tells that it has closed the connection, which is told in its time.
conf interval=4 policy=reply
open cport=5000
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   S> R. no$                                          = hold, reset
open again cport=5000 isn=9000000                       = drop
stats frozen_total=1
@5   tick                                               = release no, release no$:no$
+1   again S> S. 0:0                                    = accept
