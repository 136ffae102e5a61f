# Each server has its own budget, and each of its ports.
conf interval=4 server-budget=1
open a client=1 server=1
open b client=2 server=2
open c client=3 server=1 port=587
open d client=4 server=1
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
+0   c S> P. "220 a\r\n250 a\r\n"                       = accept
+0   d S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a                    = hold 4
@1   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
@1   c S> P. "550 5.1.1 no\r\n" as c                    = hold 4
@1   d S> P. "550 5.1.1 no\r\n" as d                    = hold 4, rst flow=a, detach budget flow=a
@5   tick                                               = release a, release b, release c, release d
