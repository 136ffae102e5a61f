# New settings while replies are held: holds keep their times, later replies
# have the new interval.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@2   tick                                               = none
conf interval=1
@5   tick                                               = release a
@6   S> P. "550 5.1.1 no\r\n" as b                      = hold 1
@6.5 tick                                               = none
conf interval=0
@7   tick                                               = release b
@8   S> P. "550 5.1.1 no\r\n"                           = accept
