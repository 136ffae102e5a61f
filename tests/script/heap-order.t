# What is due is released in the order of time, over all connections, also where
# one of them has several replies to go, and others end before their time.
conf interval=4 policy=reply
open a client=1
open b client=2
open c client=3
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
+0   c S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 1\r\n" as a1                    = hold 4
@1   a S> P. "550 5.1.1 2\r\n" as a2                    = hold 8
@1   a S> P. "550 5.1.1 3\r\n" as a3                    = hold 12
@3   b S> P. "550 5.1.1 1\r\n" as b1                    = hold 4
@4   c S> P. "550 5.1.1 1\r\n" as c1                    = hold 4
@4   c S> P. "550 5.1.1 2\r\n" as c2                    = hold 8
@5   tick                                               = release a1
@7   tick                                               = release b1
@8   tick                                               = release c1
@9   tick                                               = release a2
@12  tick                                               = release c2
@13  tick                                               = release a3
