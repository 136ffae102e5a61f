# Errors fade: half of them with each window.
conf interval=4 policy=source offender-errors=4 offender-window=60
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"*4 as a                    = hold 16, offender
source 1 errors=4 refused=4 offender=yes
@17  tick                                               = release a
open two
@130 two S> P. "220 mx.example\r\n"                     = accept
source 1 errors=1 refused=1 offender=no
