# The greeting of an early talker is lost on the way to us.  What comes first is
# not it, then, and an error behind it not EHLO's: neither is free.
conf interval=4 policy=source burst=1
open
+0   S> P. 41:91 "250-mx.example\r\n250-PIPELINING\r\n250 8BITMIME    \r\n" = accept
@1   S> P. "550-first\r\n550 last\r\n" as no            = hold 4
+0   S> P. "504 needs a full name\r\n" as second        = hold 4
@5   tick                                               = release no, release second
source 1 errors=2
