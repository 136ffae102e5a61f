# fails: 5 bytes in the range, 3 in the payload
conf interval=4 policy=reply
open
+0   S> P. 1:6(5) "220"
