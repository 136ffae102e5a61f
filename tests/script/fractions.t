# Intervals are not whole seconds only.
conf interval=0.25 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 0.25
@1.25 tick                                              = release a
