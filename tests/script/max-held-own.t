# The longest-held connection needs more room: the next one goes.
conf interval=4 policy=reply max-held=2
open a client=1
open b client=2
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"
@1   a S> P. "550 5.1.1 no\r\n" as a                    = hold 4
@2   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
@3   a S> P. "250 2.0.0 Ok\r\n" as a2                   = hold, release b flow=b, early room
@5   tick                                               = release a flow=a, release a2 flow=a
