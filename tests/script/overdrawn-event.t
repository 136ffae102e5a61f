# The moment when a source becomes an offender is told once.
conf interval=4 policy=source offender-errors=2 offender-percent=50
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold
@2   S> P. "551 5.1.6 no\r\n" as b                      = hold, offender code=551 debt=7 replies=2
@3   S> P. "550 5.1.1 no\r\n" as c                      = hold
stats offenders_total=1
@5   tick                                               = release a
@9   tick                                               = release b
@13  tick                                               = release c
