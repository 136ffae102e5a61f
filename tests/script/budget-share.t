# Who holds more than the whole budget of a server by itself is detached, though
# it is no offender: it gains nothing by holding more.
conf interval=4 policy=source server-budget=1 offender-errors=2 offender-percent=100
open a client=1
open b client=1
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a1                   = hold 4
@2   b S> P. "550 5.1.1 no\r\n" as b1                   = hold 7, rst, detach budget
@5   tick                                               = release a1 flow=a
@9   tick                                               = release b1 flow=b
source 1 offender=no
