# Pipelined guesses cost as much as others: n replies in one segment take n tokens,
# all wait for the last, and the next connection waits for all of them.
conf interval=4 max-hold=240
open a client=1
+0   a S> P. "220 mx.example\r\n250 PIPELINING\r\n"     = accept
@1   a S> P. "550 5.1.1 1\r\n"*20 as all                = hold 64, held replies=20 debt=64
source 1 debt=64 errors=20
open b client=1
@2   b S> P. "220 mx.example\r\n" as hi                 = hold 63, held reason=greeting
@65  tick                                               = release all flow=a, release hi flow=b
source 1 debt=0 errors=20
