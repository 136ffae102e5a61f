# The mail is taken: its 2xx is never held, not even an offender's; or it would
# be sent twice (RFC 5321 4.5.3.2.6).
conf interval=4 policy=source offender-errors=1 offender-percent=0
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
@6   S> P. "250 2.1.5 Ok\r\n" as b                      = hold 4
@10  tick                                               = release b
@11  S> P. "354 go\r\n" as c                            = hold 4
@15  tick                                               = release c
@16  S> P. "250 2.0.0 queued as 1\r\n"                  = accept
source 1 delivered=1 errors=1 accepted=1
