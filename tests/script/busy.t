# The daemon is late: packets come before what is due was released.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
busy
@5.3 S> P. "250 2.1.5 Ok\r\n" as b                      = hold, held wait=0
@5.4 S> P. a                                            = drop
idle
@5.5 wake                                               = release a, release b, 2x released late=0.5
