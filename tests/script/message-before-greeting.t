# No message begins before the greeting.
conf interval=4
owe 1 0.01
@10  tick
open
+0   C> P. "BDAT 0 LAST\r\n" as bdat                   = drop
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. bdat                                         = accept
