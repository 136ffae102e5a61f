# Other routers know when a source's bucket is back at zero: then it is so here, and
# nothing of it is an error of here.  What is over is nothing; none is made less.
conf interval=4 burst=1
raise 1 0
source 1 unknown
raise 1 10
source 1 debt=10 errors=0
raise 1 6
source 1 debt=10
open a client=1
@1   a S> P. "220 mx.example\r\n" as hi                 = hold 9, held reason=greeting
raise 1 13
source 1 debt=13 errors=0 held=1
# What waits, waits for what was known when it came.
open b client=1
@3   b S> P. "220 mx.example\r\n" as hi2                = hold 11, held reason=greeting
@10  tick                                               = release hi flow=a
+0   a S> P. "550 5.1.1 no\r\n" as no                   = hold 8
source 1 debt=8 errors=1
@14  tick                                               = release hi2 flow=b
@18  tick                                               = release no flow=a
@40  tick                                               = none
raise 2 5
source 2 debt=5 errors=0
forget 2
source 2 unknown
