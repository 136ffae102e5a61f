# An admin frees one client: its replies pass, and nobody else's.
conf interval=4 policy=source
open client=1
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
open b client=2
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@1   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
@2   tick                                               = none
free 1 = release a flow=, early asked
held flows=1
@5   tick                                               = release b flow=b
