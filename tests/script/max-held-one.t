# Room for one: the newest is held.
conf interval=4 policy=reply max-held=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
+0.1 S> P. "250 2.0.0 Ok\r\n" as ok                     = drop
@5   tick                                               = release a
@6   S> P. ok                                           = accept
