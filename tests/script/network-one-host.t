# One host alone doesn't overdraw its network: what it errs while its own bucket is
# overdrawn is not counted there, and its neighbours don't wait.
conf interval=4 server-budget=0
open bad client=7.1
open good client=7.2
+0   bad S> P. "220 a\r\n250 a\r\n"                     = accept
+0   good S> P. "220 a\r\n250 a\r\n"                    = accept
@1   bad S> P. "550 5.1.1 no\r\n"*60 as bad             = hold, overdrawn error
source 7.1 debt=224 errors=60
@1   good S> P. "250 2.1.0 Ok\r\n"                      = accept
@1   good S> P. "550 5.1.1 no\r\n" as no                = hold 4
@5   tick                                               = release no
stats networks_overdrawn_total=0 overdrawn_total=1
@225 tick                                               = release bad
