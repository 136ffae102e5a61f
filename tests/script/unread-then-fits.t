# An error that did not fit into the longest hold is sent again, and fits by then: it is
# charged once, when it is read, and not once more when what was before it is released.
conf interval=4 max-hold=10 burst=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 n\r\n"*4 as all                   = hold 8 cut 39
@4   S> P. all+39:all$ as last                          = hold 9
@9   tick                                               = release all:all+39
@13  tick                                               = release last
source 1 errors=4
stats charged_total=4
