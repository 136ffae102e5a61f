# A reply's packet was lost by the kernel, its time has come, and another one is held
# behind it: the server's next copy of it passes, with what is before it if need be;
# a copy of what is before it alone tells how the server stands, and doesn't.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
@2   S> P. "550 5.1.1 b\r\n" as b                       = hold 7
lost a
@5   tick                                               = none
@6   S> P. hi                                           = drop
+0   S> P. hi:a$-4                                      = cut 41
+0   S> P. hi:a$-6                                      = drop
+0   S> P. hi:a$                                        = cut 45
+0   S> P. a                                            = drop
@9   tick                                               = release b
