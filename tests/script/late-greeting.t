# No single hold passes max-hold; what is owed beyond it stays owed, and the
# next connection waits at its greeting.
conf interval=4 policy=source max-hold=10 offender-errors=1
open a client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n" as ab     = hold 8
open b client=1
@2   b S> P. "220 mx.example\r\n" as hi                 = hold 10
open c client=1
@2   c S> P. "220 mx.example\r\n" as hi2                = hold 10
source 1 debt=15
@9   tick                                               = release ab flow=a
@12  tick                                               = release hi flow=b, release hi2 flow=c
