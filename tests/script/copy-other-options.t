# A copy with more or fewer TCP options (D-SACK) has its payload elsewhere in
# the packet; it is the same bytes all the same.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0   C> .                                               = accept
+0.2 S> P. no <nop,nop,sack 1:20>                       = hold, discard no, zero-window
+0.4 S> P. no <nop,nop,ts 7000 8000>                    = hold, discard no, zero-window
+0.4 S> P. no <nop,nop,ts 7100 8000,nop,nop,sack 1:2>   = hold, discard no, zero-window
@5   tick                                               = release no
