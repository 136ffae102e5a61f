# The exemptions are settings.
conf interval=4 policy=reply exempt-replies=none
open
+0   S> P. "220 mx.example\r\n"                         = accept
@1   S> P. "502 5.5.1 what is EHLO\r\n" as a            = hold 4
@5   tick                                               = release a
@6   S> P. "552 5.5.3 too many\r\n" as b                = hold 4
@10  tick                                               = release b
stats exempt_replies_total=0
