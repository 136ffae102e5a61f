# Below the number of errors a source waits for its errors alone.
conf interval=4 policy=source offender-errors=3
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
+0   S> P. "550 5.1.1 no\r\n" as b                      = hold 4
@9   tick                                               = release b
open two
+0   two S> P. "220 mx.example\r\n250 mx.example\r\n"   = accept
+0   two S> P. "250 2.1.5 Ok\r\n"                       = accept
source 1 offender=no errors=2 refused=2 accepted=2
@10  two S> P. "550 5.1.1 no\r\n" as c                  = hold 4, offender
source 1 offender=yes errors=3 refused=3 accepted=2
@14  tick                                               = release c
