# An offender's 235 waits as all its replies do; or its speed would tell.
conf interval=4 policy=source offender-errors=1
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "535 5.7.8 no\r\n" as a                      = hold 4
@5   tick                                               = release a
@6   S> P. "235 2.7.0 welcome\r\n" as b                 = hold 4
@10  tick                                               = release b
+0   S> P. "250 2.1.0 Ok\r\n"                           = exempt auth
