# fails: the kernel asked
conf interval=4 policy=reply
open
+0   S> P. "220 a\r\n"                                  = unseen
