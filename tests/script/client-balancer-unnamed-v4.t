# A balancer that is none of ours, and a known source: its header is no line, and nobody
# answers it.  Else all that it sends would wait for ever.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1
+0   C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n" = accept
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "EHLO a\r\n"                                 = accept
+0   S> P. "250 mx.example\r\n"                         = accept
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
# Version 2 has lines in it, and ends none.
open two client=1
+0   two C> P. "\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"          = accept
+0   two S> P. "220 mx.example\r\n"                     = accept
+0   two C> P. "EHLO a\r\nMAIL FROM:<>\r\n"             = cut 8
# Nor what comes out of order, as if it were the first.
open four client=1
+0   four C> P. 9:24 "PROXY UNKNOWN\r\n"                = drop
+0   four C> P. 1:9 "EHLO a\r\n"                        = accept
+0   four C> P. 9:23 "MAIL FROM:<>\r\n"                 = drop
# One header is read, and no line passes as one.
open three client=1
+0   three C> P. "PROXY UNKNOWN\r\nEHLO a\r\nPROXY UNKNOWN\r\n" = cut 23
+0   three S> P. "220 mx.example\r\n"                   = accept
+0   three C> P. 24:39 "PROXY UNKNOWN\r\n"              = drop
