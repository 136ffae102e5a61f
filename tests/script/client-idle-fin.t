# A client's FIN and RST when nothing is held, before and after a hold.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> F.                                              = accept
+0   S> FP. "221 2.0.0 Bye\r\n"                         = accept
+0   C> R                                               = accept
open second
+0   second S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
+0   second C> F.                                       = accept
+0   second S> P. "250 2.0.0 Ok\r\n"                    = accept
stats abandoned_total=0
