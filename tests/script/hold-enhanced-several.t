# Of several enhanced codes that are listed each is held, and no other.
conf interval=4 policy=reply hold-codes=5.7.1,5.1.1,5.1.6
open a
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.7.1 no\r\n" as first                = hold 4
@5   tick                                               = release first
+0   a S> P. "550 5.1.1 no\r\n" as second               = hold 4
@9   tick                                               = release second
+0   a S> P. "550 5.1.6 no\r\n" as third                = hold 4
@13  tick                                               = release third
+0   a S> P. "550 5.1.7 no\r\n"                         = accept
