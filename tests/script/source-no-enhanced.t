# Servers without enhanced codes: the 354 tells that recipients were accepted.
conf interval=4 policy=source offender-errors=1
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250 mx.example\r\n"                         = accept
+0   S> P. "250 sender ok\r\n"                          = accept
@1   S> P. "550 no such user\r\n" as a                  = hold 4
@5   tick                                               = release a
source 1 errors=1 offender=yes
