# A source that is no offender pays for its errors alone, until it owes more
# than its credit, 3 intervals: then whatever it asks for waits until its debt is
# down to that; nothing is added for it.  354 and the end of data do not wait.
conf interval=4 policy=source offender-errors=100
open a client=1
open b client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n"*3 as a                  = hold 12
source 1 debt=12 errors=3 offender=no
+0   b S> P. "250 2.1.5 Ok\r\n"                         = accept
@2   b S> P. "550 5.1.1 no\r\n"*2 as b                  = hold 19
source 1 debt=19
open c client=1
open d client=1
@3   c S> P. "220 mx.example\r\n" as hi                 = hold 6, held reason=credit
source 1 debt=18
+0   d S> P. "354 go\r\n"                               = accept
+0   d S> P. "250 2.0.0 queued\r\n"                     = accept
@9   tick                                               = release hi flow=c
@9.1 c S> P. "250 mx.example\r\n"                       = accept
@13  tick                                               = release a flow=a
@21  tick                                               = release b flow=b
source 1 debt=0 errors=5 offender=no
