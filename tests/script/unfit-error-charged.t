# Where an error does not fit into the longest hold, what is released before it ends
# in its place, and so tells what it is.  Whoever hangs up then has learnt of it, and
# pays for it; who stays pays no more than that when the server sends it again.
conf interval=4 burst=1 max-hold=10
owe 1 4
owe 2 4
open a client=1
open b client=2
+0   a S> P. "220 mx.example\r\n"                       = hold 4
+0   b S> P. "220 mx.example\r\n"                       = hold 4
@4   tick                                               = 2x release
+0   a S> P. "250 mx.example\r\n"                       = accept
+0   b S> P. "250 mx.example\r\n"                       = accept
@5   a S> P. "550 a\r\n550 b\r\n550 c\r\n250 d\r\n" as a = hold 7 cut 14
+0   b S> P. "550 a\r\n550 b\r\n550 c\r\n250 d\r\n" as b = hold 7 cut 14
source 1 errors=2 debt=7
@12  tick                                               = release a:a+14, release b:b+14
source 1 errors=3 debt=4
+0   a C> R.                                            = accept
+1   b S> P. b+14:b$                                    = hold 3
source 2 errors=3 debt=3
@16  tick                                               = release b+14:b$
source 1 errors=3 debt=0
source 2 errors=3 debt=0
