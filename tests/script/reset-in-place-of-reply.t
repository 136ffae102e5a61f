# A server's RST and FIN when nothing is held.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> R. 30                                           = accept
open second
+0   second S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
+0   second S> F.                                       = accept
+0   second S> R                                        = accept
stats reset_total=0
