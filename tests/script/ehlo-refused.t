# 5xx to EHLO, the first reply after the greeting: the client falls back to
# HELO; to HELO too.  From the next reply on they cost.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "502 5.5.1 what is EHLO\r\n"                 = accept
+0   S> P. "250 mx.example\r\n"                         = accept
@1   S> P. "502 5.5.1 no VRFY\r\n" as a                 = hold 4
@5   tick                                               = release a
stats exempt_replies_total=1
open second
+0   second S> P. "554 no service\r\n" as b             = hold 4
+4   tick                                               = release b
