# What the log says of a hold, its copies, and its end.
conf interval=4 policy=source
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept, reply code=220 charged=0, reply code=250 charged=0 replies=1
@1   S> P. "550 5.1.1 no\r\n551-5.1.6 not\r\n551 5.1.6 here\r\n" as a \
     = hold, held wait=8 reason=error code=550 enhanced=5.1.1 replies=2 bytes=45 debt=8, \
       reply code=550 enhanced=5.1.1 charged=1, reply code=551 enhanced=5.1.6 charged=1
+0.2 S> P. a:a$-1                                       = drop, absorb
+0.8 S> P. "250 2.1.5 Ok\r\n" as b                      = hold, held wait=7 reason=behind replies=0 bytes=14 debt=7
@9   tick = release a, release b, \
       released wait=8 late=0 reason=error code=550 enhanced=5.1.1 replies=2 bytes=45 debt=0, \
       released wait=7 late=0 reason=behind replies=0 bytes=14 debt=0
@10  S> P. "550 5.1.1 no\r\n" as c                      = hold 4, held bytes=14
@10.5 S> P. c                                           = hold, discard c
@12  tick                                               = none
stop = release c, early stop wait=2 code=550 replies=1 bytes=14 debt=2
@13  S> P. "550 5.1.1 no\r\n" as d                      = hold, held wait=5
@14  C> R.                                              = accept, discard d, abandon rst wait=1 code=550 replies=1 bytes=14 debt=4
stats waited_ms_total=18000 abandoned_ms_total=1000
