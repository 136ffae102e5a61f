# Errors fade: half of them with each window.
conf interval=1 policy=source offender-errors=4 offender-window=60
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"*4 as a                    = hold 4, offender
source 1 errors=4 refused=4 offender=yes
@5   tick                                               = release a
open two
@60.9 two S> P. "220 mx.example\r\n" as hi              = hold 1, held reason=greeting
source 1 errors=4 offender=yes
@61.9 tick                                              = release hi
open three
@62  three S> P. "220 mx.example\r\n"                   = accept
source 1 errors=2 refused=2 offender=no
@250 three S> P. "550 5.1.1 no\r\n" as b                = hold 1
source 1 errors=1 refused=1
@251 tick                                               = release b
