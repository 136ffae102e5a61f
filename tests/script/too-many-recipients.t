# 552: a client with many recipients sends to the rest later, RFC 5321 4.5.3.1.10.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "552 5.5.3 too many recipients\r\n"          = accept
@1   S> P. "552-5.5.3 too\r\n552 5.5.3 many\r\n550 5.1.1 no\r\n" as a  = cut 31
+0.2 S> P. a+31:a$                                      = hold
@5   tick                                               = release a+31:a$
stats exempt_replies_total=2 charged_total=1
