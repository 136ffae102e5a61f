# By the plain policy each 5xx reply waits one interval; that one too.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
@6   S> P. "503 5.5.1 need RCPT\r\n" as b               = hold 4
@10  tick                                               = release b
