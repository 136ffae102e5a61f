# A client that was never seen may have said BDAT: in a transaction its 2xx that are
# not about an address do not wait; behind errors they wait as those do.
conf interval=4 burst=1 max-hold=60
open
+0   S> P. "220 mx.example\r\n"                         = accept
owe 1 12
@1   S> P. "250 mx.example\r\n" as ehlo                 = hold 11
@12  tick                                               = release ehlo
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
owe 1 12
@13  S> P. "250 2.0.0 queued\r\n"                       = accept
@13.5 S> P. "250 2.1.5 Ok\r\n" as rcpt                  = hold 10.5
@14  S> P. "550 5.1.1 no\r\n" as no                     = hold 14
@15  S> P. "250 2.0.0 queued\r\n" as ok                 = hold
@24  tick                                               = release rcpt
@28  tick                                               = release no, release ok
