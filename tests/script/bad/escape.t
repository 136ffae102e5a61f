# fails: unknown escape
conf interval=4 policy=reply
open
+0   S> P. "220 a\q"
