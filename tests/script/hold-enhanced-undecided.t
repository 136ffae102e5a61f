# Where enhanced codes are listed, the first digit tells what a reply may become.
conf interval=4 policy=reply hold-codes=5.1.1
open a
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   a S> P. "2"                                        = accept
+0   a S> P. "50 yes\r\n"                               = accept
+0   a S> P. "3"                                        = accept
+0   a S> P. "54 go on\r\n"                             = accept
@1   a S> P. "5" as a1                                  = hold 4
+0   a S> P. "50 5.1.1 no\r\n" as a2                    = hold
@5   tick                                               = release a1, release a2
@6   a S> P. "55" as b1                                 = hold 4
+0   a S> P. "0 5.1.1 no\r\n" as b2                     = hold
@10  tick                                               = release b1, release b2
@11  a S> P. "550" as c1                                = hold 4
+0   a S> P. " 5.1.1 no\r\n" as c2                      = hold
@15  tick                                               = release c1, release c2
@16  a S> P. "550 5.1.2 other\r\n"                      = accept
