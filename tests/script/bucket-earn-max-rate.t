# Messages that are taken redeem an offender as soon as most of what it asked
# for was accepted.
conf interval=4 policy=source offender-errors=1 offender-percent=50
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@1   S> P. "550 5.1.1 no\r\n" as b                      = hold 8
@5   tick                                               = release a
@9   tick                                               = release b
source 1 offender=yes refused=2 accepted=0 code=550
@20  S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
source 1 offender=yes accepted=1
@21  S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 offender=no accepted=1 delivered=1
open two
@22  two S> P. "220 mx.example\r\n"                     = accept
