# XCLIENT is answered by a 220 in mid-session too, and text follows: it is the
# next byte that decides, not the 220.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 XCLIENT NAME\r\n"     = accept
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250 mx.example\r\n"                         = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
stats exempt_tls_total=0
