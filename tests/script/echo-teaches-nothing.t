# A client can have a server quote its words behind a bare LF: such replies are
# no accepted recipients, no 354, and no delivered message.
conf interval=4 policy=source offender-errors=1 exempt-replies=none
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250 mx.example\r\n"                         = accept
@1   S> P. "501 5.5.4 bad 'x\n250 2.1.5 Ok\n250 2.1.5 Ok\n354 go\n250 2.0.0 queued\n'\r\n" as a = hold
source 1 errors=1 refused=1 accepted=0 delivered=0 offender=yes
@3..60 tick                                             = release a
source 1 accepted=0 delivered=0
