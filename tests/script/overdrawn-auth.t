# The 235 of a source that is overdrawn waits as all its replies do; or its speed
# would tell.
conf interval=4 burst=1
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "535 5.7.8 no\r\n"*2 as a                    = hold 4, overdrawn
open two
@2   two S> P. "220 mx.example\r\n" as hi               = hold 3
@5   tick                                               = release a, release hi
@5   S> P. "535 5.7.8 no\r\n" as b                      = hold 4
@6   two S> P. "235 2.7.0 welcome\r\n" as w             = hold 3
@9   tick                                               = release b, release w
+0   two S> P. "250 2.1.0 Ok\r\n"                       = exempt auth
