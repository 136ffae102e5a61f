# An error about what passed, where nothing is held, passes.  One about a connection that
# nothing is known of does not: the kernel lets its good replies pass unseen, and what the
# server says meanwhile may be an error.  It is KNOWN from then on, and what met the
# error comes again.
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
+0   icmp never 1                                       = drop
+0   icmp never 1 unreachable                           = drop
+0   never S> P. "250 2.1.0 Ok\r\n" as ok                = accept
+0   icmp never ok                                      = accept
@2   a C> R.                                            = accept, discard no, abandon rst
# He left, he says; the gate is there.
+0   icmp a no                                          = drop
@5   tick                                               = none
# It never passed, so no error can be about it.
+0   icmp a no                                          = drop
+0   icmp a no-1                                        = accept
