# Pipelined guesses cost as much as others: n replies in one segment, n
# intervals of debt, and the next connection waits for all of them.
conf interval=4 policy=source max-hold=240
open a client=1
+0   a S> P. "220 mx.example\r\n250 PIPELINING\r\n"     = accept
@1   a S> P. "550 5.1.1 1\r\n"*20 as all                = hold 80, held replies=20 debt=80
source 1 debt=80 errors=20 offender=yes
open b client=1
@2   b S> P. "220 mx.example\r\n" as hi                 = hold 83, held reason=greeting
@81  tick                                               = release all flow=a
@85  tick                                               = release hi flow=b
