# SIGTERM: everything is released at once, in order, and told as early.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
open b client=2
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   S> P. "550 5.1.1 no\r\n" as a1                     = hold 4
@1.5 S> P. "550 5.1.1 no\r\n" as a2                     = hold 7.5
@2   b S> P. "550 5.1.1 no\r\n" as b1                   = hold 4
@2.5 tick                                               = none
stop = release a1 flow=, release a2 flow=, release b1 flow=b, early stop code=550 wait=1.5, 2x early stop
@9   tick                                               = none
+0   S> . a2$:a2$                                       = accept
stats early_total=3 released_total=0
