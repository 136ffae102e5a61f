# A greeting answers no message, whatever was said before it.
conf interval=4
owe 1 0.01
@10  tick
open
+0   C> P. "BDAT 0 LAST\r\n"                            = accept
owe 1 12
+0   S> P. "220 mx.example\r\n" as hi                   = hold 12, zero-window
@22  tick                                               = release hi
