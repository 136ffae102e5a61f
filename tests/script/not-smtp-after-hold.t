# A connection that had a reply held is SMTP; a client cannot have the server
# quote lines of nonsense and be let alone.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
+0   S> P. "nonsense\r\n"                               = accept
+0   S> P. "nonsense\r\n"                               = accept
+0   S> P. "nonsense\r\n"                               = accept
+0   S> P. "nonsense\r\n"                               = accept
@6   S> P. "550 5.1.1 no\r\n" as b                      = hold 4
@10  tick                                               = release b
stats exempt_not_smtp_total=0
