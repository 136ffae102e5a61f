# A SYN-ACK that is sent again changes nothing.
conf interval=4 policy=reply
open
+0.5 S> S. 0:0                                          = accept
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "502 5.5.1 no EHLO\r\n"                      = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
stats exempt_replies_total=1
