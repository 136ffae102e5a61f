# A 235 behind a held reply exempts nothing that is held already.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "535 5.7.8 bad password\r\n" as bad          = hold 4
@2   S> P. "235 2.7.0 welcome\r\n" as ok                = hold
@5   tick                                               = release bad, release ok
+0.1 S> P. "250 2.1.0 Ok\r\n"                           = exempt auth
+0.1 S> P. "550 5.1.1 no\r\n"                           = accept
