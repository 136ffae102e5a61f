# An error about a connection that nothing is known of, or where nothing is held,
# is none of our business.  Nor what did not pass.
conf interval=4
open a client=1
open b client=2
open never client=3 mid
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                   = hold 4
+0   icmp a no                                          = drop
+0   icmp b 32                                          = accept
+0   icmp b 33                                          = drop
+0   icmp never 1                                       = accept
+0   icmp never 1 unreachable                           = accept
@2   a C> R.                                            = accept, discard no, abandon rst
# He left, he says; the gate is there.
+0   icmp a no                                          = drop
@5   tick                                               = none
# It never passed, so no error can be about it.
+0   icmp a no                                          = drop
+0   icmp a no-1                                        = accept
