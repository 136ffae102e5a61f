# A detached server that did not get the RST sends again: nothing of it passes,
# and it is reset again.
conf interval=4 server-budget=1
open a client=1
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
open b client=2
+0   b S> P. "220 b\r\n250 b\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a1                   = hold 4
@2   b S> P. "550 5.1.1 no\r\n" as b1                   = hold 4, rst flow=a, detach budget flow=a
+0.2 a S> P. a1                                         = drop, rst
+0.2 a S> . a1$:a1$                                     = drop, rst
+0.2 a S> R. a1$                                        = drop
@3   a C> R.                                            = drop, discard a1, abandon rst
+0.2 a S> P. a1                                         = drop, rst
@6   tick                                               = release b1 flow=b
