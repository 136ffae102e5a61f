# A source makes a burst of errors at once, 4, each due an interval from now, and
# nothing else of it waits.  The next one overdraws its bucket: that is due an
# interval from now, too, but then all waits, and one error an interval is given.
conf interval=4
open a client=1
open b client=1
open c client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n"*3 as a                  = hold 4, held replies=3
source 1 tokens=1 errors=3
@1   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
source 1 tokens=0 errors=4
open d client=1
@1   d S> P. "220 mx.example\r\n"                       = accept
@1   c S> P. "550 5.1.1 no\r\n" as c                    = hold 4, overdrawn
source 1 debt=4 errors=5
@1   d S> P. "250 mx.example\r\n" as d                  = hold 4, held reason=debt
@2   b S> P. "550 5.1.1 no\r\n" as b2                   = hold 7
@5   tick                                               = release a, release b, release c, release d
@9   tick                                               = release b2
source 1 debt=0 errors=6
