# A server without enhanced codes: any 2xx behind the one to MAIL is an accepted
# recipient; the greeting's, EHLO's, and MAIL's own are none.
conf interval=4 policy=source offender-errors=1
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250-mx.example\r\n250 SIZE\r\n"             = accept
+0   S> P. "250 sender ok\r\n"                          = accept
@1   S> P. "550 no such user\r\n" as a                  = hold 4
source 1 errors=1 refused=1 accepted=0 offender=yes
@5   tick                                               = release a
@20  S> P. "250 recipient ok\r\n"                       = accept
+0   S> P. "250 recipient ok\r\n"                       = accept
+0   S> P. "354 go\r\n"                                 = accept
+0   S> P. "250 queued\r\n"                             = accept
+0   S> P. "250 sender ok\r\n"                          = accept
source 1 errors=1 accepted=2 delivered=1 offender=no
