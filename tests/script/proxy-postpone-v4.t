# Another router knows of more that a named client owes; and his hold ends by his name.
conf interval=4 burst=1 proxy-protocol=10.0.9.1
open a client=9
+0   a C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = accept
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                       = hold 4, zero-window
postpone a 8
open b client=9
@2   b C> P. "PROXY TCP4 10.0.8.1 192.0.1.1 40000 25\r\n"   = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"         = accept
+0   b S> P. "550 5.1.1 no\r\n" as b                        = hold 4, zero-window
@3   tick                                                   = none
free 8                                                      = release b, early reason=asked
@9   tick                                                   = release no
