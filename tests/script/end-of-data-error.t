# Content that is refused after end-of-data costs as any error does.
conf interval=4 policy=source
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
@1   S> P. "554 5.7.1 spam\r\n" as a                    = hold 4
@5   tick                                               = release a
