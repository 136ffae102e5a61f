# VRFY straight after the greeting: a 550 there is a guess, but for the first
# one of a source that nothing is known of.
conf interval=4 policy=source
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a S> P. "550 5.1.1 no\r\n"                         = accept
open b client=1
+0   b S> P. "220 mx.example\r\n"                       = accept
@1   b S> P. "550 5.1.1 no\r\n" as no                   = hold 4
@5   tick                                               = release no
