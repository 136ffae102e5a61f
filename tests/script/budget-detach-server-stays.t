# A detached server that did not get the RST sends again: nothing of it passes,
# and it is reset again.
conf interval=4 policy=source server-budget=1 offender-errors=1
open a client=1
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
open b client=2
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a1                   = hold 4
@2   b S> P. "550 5.1.1 no\r\n" as b1                   = hold 4, rst, detach budget
+0.2 b S> P. b1                                         = drop, rst
+0.2 b S> . b1$:b1$                                     = drop, rst
+0.2 b S> R. b1$                                        = drop
@3   b C> R.                                            = drop, discard b1, abandon rst
+0.2 b S> P. b1                                         = drop, rst
@5   tick                                               = release a1 flow=a
