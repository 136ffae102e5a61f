# 235: the client proved who it is; its connection is let alone from then on.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "535 5.7.8 bad password\r\n" as bad          = hold 4
@5   tick                                               = release bad
@6   S> P. "235 2.7.0 welcome\r\n"                      = exempt auth
@7   S> P. "550 5.1.1 no\r\n"                           = accept
stats exempt_auth_total=1 charged_total=1
