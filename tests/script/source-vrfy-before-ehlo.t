# VRFY straight after the greeting: a 550 that says 5.1.x is about an address,
# and charged at once.  One that does not say may be EHLO's: a source that
# nothing is known of has that free once.
conf interval=4 policy=source
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a S> P. "550 5.1.1 no\r\n" as no                   = hold 4
@4   tick                                               = release no
open b client=2
@5   b S> P. "220 mx.example\r\n"                       = accept
+0   b S> P. "550 no such user\r\n"                     = accept
open c client=2
@6   c S> P. "220 mx.example\r\n"                       = accept
+0   c S> P. "550 no such user\r\n" as late             = hold 4
@10  tick                                               = release late
