# A client can't have all its 2xx pass by saying BDAT: outside of a transaction they
# are no message's.
conf interval=4
owe 1 0.01
@10  tick
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "EHLO x\r\n"
owe 1 12
+0   C> P. "BDAT 0 LAST\r\n"                            = drop
@11  S> P. "250 mx.example\r\n" as ehlo                 = hold 11, zero-window
+0   C> P. "VRFY a\r\n"                                 = drop, wait
@22  tick                                               = release ehlo
owe 1 12
@23  S> P. "252 2.1.5 maybe\r\n" as vrfy                = hold 11, zero-window
@34  tick                                               = release vrfy
