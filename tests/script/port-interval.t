# Ports may have intervals of their own.
conf interval=4 policy=reply port-interval=587:1,2525:2
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
open sub port=587
+0   sub S> P. "220 mx.example\r\n250 mx.example\r\n"   = accept
open other port=2525
+0   other S> P. "220 mx.example\r\n250 mx.example\r\n" = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@1   sub S> P. "535 5.7.8 no\r\n" as b                  = hold 1
@1   other S> P. "550 5.1.1 no\r\n" as c                = hold 2
@2   tick                                               = release b flow=sub
@3   tick                                               = release c flow=other
@5   tick                                               = release a
