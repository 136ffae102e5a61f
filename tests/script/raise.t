# Other routers know what a source owes: a debt grows, and nothing of it is an
# error here.  Debts that are over are nothing; none is made smaller.
conf interval=4 policy=source
raise 1 0
source 1 unknown
raise 1 10
source 1 debt=10 errors=0 refused=0 offender=no
raise 1 6
source 1 debt=10
open a client=1
@1   a S> P. "220 mx.example\r\n"                       = accept
@1   a S> P. "250 mx.example\r\n"                       = accept
@2   a S> P. "550 5.1.1 no\r\n" as no                   = hold 12, held reason=error
source 1 debt=12 errors=1 refused=1 held=1
raise 1 13 offender
source 1 debt=13 errors=1 refused=1 held=1 offender=yes
open b client=1
@3   b S> P. "220 mx.example\r\n" as hi                 = hold 16, held reason=greeting
@14  tick                                               = release no flow=a
@19  tick                                               = release hi flow=b
@40  tick                                               = none
source 1 debt=0 offender=yes
raise 2 5 offender
source 2 debt=5 offender=yes errors=0
forget 2
source 2 unknown
