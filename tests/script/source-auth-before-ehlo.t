# Some servers take AUTH before EHLO.  What refuses a login there is no refused EHLO,
# though it says why: each costs, or a source would guess two passwords for nothing on
# each connection.
conf interval=4
charge 1 1
open client=1
+0   S> P. "220 mx.example ESMTP\r\n"                  = accept
@1   S> P. "535 5.7.8 Error: authentication failed\r\n" = hold 4
source 1 errors=2
stats exempt_replies_total=0
@5   tick                                               = release
