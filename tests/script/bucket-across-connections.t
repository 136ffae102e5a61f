# Time is owed by the source: a second connection waits behind the first one's
# errors, and hanging up does not help.
conf interval=4 burst=1
open a client=1
open b client=1
open other client=2
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   other S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
@1   a S> P. "550 5.1.1 no\r\n" as a1                   = hold 4, held debt=0
@2   b S> P. "550 5.1.1 no\r\n" as b1                   = hold 4, held debt=3
@2   b S> P. "550 5.1.1 no\r\n" as b2                   = hold 7, held debt=7
@2   other S> P. "550 5.1.1 no\r\n" as o1               = hold 4, held debt=0
source 1 debt=7 errors=3 held=2 code=550
@3   a C> F.                                            = accept, discard a1, abandon fin
source 1 debt=6 held=1
@6   tick                                               = release o1, release b1
@9   tick                                               = release b2
source 1 debt=0 errors=3 held=0
source 3 unknown
