# A client whose window is too small for a reply keeps it in the server.  So a known source's
# SYN asks for a scale with which the least window that is let pass has room; what it
# says beside that is its own affair.  With text (RFC 7413) it is dropped.
conf interval=4
owe 1 0.01
@20  tick
open a client=1 mid
+0   a C> S 0:0 <mss 346,scale 0>                       = mss 346 scale 3
open b client=1 mid
+0   b C> S 0:0 <mss 536,scale 3>                       = accept
open c client=1 mid
+0   c C> S 0:0 <mss 1460,sackOK,ts 1 0,scale 2>        = mss 960 scale 3
open d client=1 mid
+0   d C> S 0:0 <mss 346>                               = accept
open e client=1 mid
+0   e C> S 0:0                                         = accept
stats widened_total=2
open f client=1 mid
+0   f C> S "EHLO x\r\n"                                = drop
conf dry-run=yes
open g client=1 mid
+0   g C> S 0:0 <mss 56,scale 0>                        = accept
open h client=1 mid
+0   h C> S "EHLO x\r\n"                                = accept
