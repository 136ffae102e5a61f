# What the log says of a hold, its copies, and its end.
conf interval=4
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept, reply code=220 charged=0, reply code=250 charged=0 replies=1
@1   S> P. "550 5.1.1 no\r\n551-5.1.6 not\r\n551 5.1.6 here\r\n" as a \
     = hold, held wait=4 reason=error code=550 enhanced=5.1.1 replies=2 bytes=45 debt=0, \
       reply code=550 enhanced=5.1.1 charged=1, reply code=551 enhanced=5.1.6 charged=1
+0   C> .                                               = accept
+0.2 S> P. a:a$-1                                       = drop, absorb, zero-window
+0.8 S> P. "250 2.1.5 Ok\r\n" as b                      = hold, zero-window, held wait=3 reason=behind replies=0 bytes=14 debt=0
@5   tick = release a, release b, \
       released wait=4 late=0 reason=error code=550 enhanced=5.1.1 replies=2 bytes=45 debt=0, \
       released wait=3 late=0 reason=behind replies=0 bytes=14 debt=0
@10  S> P. "550 5.1.1 no\r\n" as c                      = hold 4, held bytes=14, zero-window
@10.5 S> P. c                                           = hold, discard c, zero-window
@12  tick                                               = none
stop = release c, early stop wait=2 code=550 replies=1 bytes=14 debt=0
@13  S> P. "550 5.1.1 no\r\n"*3 as d                    = hold 4, held wait=4 debt=0, zero-window
@13  S> P. "550 5.1.1 no\r\n" as e                      = hold, held wait=4 debt=1, zero-window
@14  C> R.                                              = accept, discard d, discard e, abandon rst wait=1 code=550 replies=3 bytes=42 debt=0
stats waited_ms_total=10000 abandoned_ms_total=1000
