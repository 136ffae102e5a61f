# While it owes, and for an interval after, an offender's replies wait whatever
# they say: that an answer is late tells nothing.
conf interval=4 policy=source offender-errors=1 offender-percent=0
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
@6   S> P. "250 2.1.5 Ok\r\n" as b                      = hold 4, held reason=debt replies=0
@10  tick                                               = release b
@12  S> P. "450 4.2.0 later\r\n" as c                   = hold 4
@16  tick                                               = release c
@19.9 S> P. "250 2.1.5 Ok\r\n" as d                     = hold 4
@23.9 tick                                              = release d
# It waited long enough: nothing is owed.
@28  S> P. "250 2.1.5 Ok\r\n"                           = accept
