# A new connection on the same ends takes the place of one that had a reply
# held: nobody waits for it any more.
conf interval=4 policy=reply
open cport=5000 isn=1000
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@2   C> R.                                              = accept, discard a, abandon rst
open again cport=5000 isn=9000000
+0   again S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
@3   again S> P. "550 5.1.1 no\r\n" as b                = hold 4
@7   tick                                               = release b
