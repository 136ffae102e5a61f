# A greeting, or another reply, that would be due after the longest hold is never
# given: not early either.  What is owed stays owed.
conf interval=4 max-hold=10
owe 1 15
open a client=1
open b client=1
@2   a S> P. "220 mx.example\r\n" as hi                 = hold 10, held reason=greeting, rst, detach late
@5   b S> P. "220 mx.example\r\n" as hi2                = hold 10
source 1 debt=10 errors=0
+0   b C> P. "EHLO x\r\n"                               = drop, wait ack=1
@12  tick                                               = discard hi flow=a
@15  tick                                               = release hi2 flow=b
stats held_now=0 gated_now=0 detached_total=1
