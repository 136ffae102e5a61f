# The machine slept: all that is due is released at once, in order, and is told
# to be late; then everything goes on.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
open b client=2
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
+0   S> P. "550 5.1.1 no\r\n" as a2                     = hold 8
+0.5 b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
@3000 wake = release a flow=, released wait=2999 late=2995, \
     release a2 flow=, released wait=2999 late=2991, \
     release b flow=b, released wait=2998.5 late=2994.5
@5000 S> P. "550 5.1.1 no\r\n" as c                     = hold 4
@5004 tick                                              = release c, released late=0
