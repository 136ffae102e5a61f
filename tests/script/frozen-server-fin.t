# The server's FIN follows the reply, alone or behind more: a client sees by it
# neither that it closed, nor when.
conf interval=4 policy=reply
open a
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n" as a                    = hold 4
@2   a S> F. as afin                                    = hold
@5   tick                                               = release a, release a$:a$
open b
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@6   b S> FP. "550 5.1.1 no\r\n" as b                   = hold 4
+1   b S> F. b$:b$                                      = drop
@10  tick                                               = release b
