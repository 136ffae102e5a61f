# The most that an admin may let a source owe, thirty days, is far beyond max-debt.
conf interval=4 max-debt=60 max-hold=20
owe 1 2592000
open
+0   S> P. "220 mx.example\r\n" as hi                   = hold 20, rst, detach late
@20  tick                                               = discard hi
source 1 errors=0
