# An admin, or a log watcher, charges a source, and forgets one.
conf interval=4
source 1 unknown
owe 1 10
source 1 debt=10 errors=0
open a client=1
@1   a S> P. "220 mx.example\r\n" as hi                 = hold 9, held reason=greeting
@2   tick                                               = none
forget 1
source 1 unknown
open b client=1
@3   b S> P. "220 mx.example\r\n"                       = accept
@10  tick                                               = release hi flow=a
owe 2 5
owe 3 5
forget all
source 2 unknown
source 3 unknown
# Errors that only a log tells of cost what others do.
charge 4 6
source 4 debt=8 errors=6
