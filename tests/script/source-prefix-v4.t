# The width of a source is a setting.
conf interval=4 burst=1 prefix4=24
open a client=7/1
open b client=7/200
open c client=8/1
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
+0   c S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a                    = hold 4
@1   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4, overdrawn
@1   b S> P. "550 5.1.1 no\r\n" as b2                   = hold 8
@1   c S> P. "550 5.1.1 no\r\n" as c                    = hold 4
source 7/99 debt=8 errors=3
source 8/99 debt=0 errors=1
@5   tick                                               = release a, release b, release c
@9   tick                                               = release b2
