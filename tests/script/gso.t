# A super-packet with something to hold is cut by the kernel, and each segment
# of it is looked at; one with nothing to hold passes whole.
conf interval=4 policy=reply
open mss=100
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "250-" "x"*500 "\r\n250 ok\r\n" gso          = accept
@1   S> P. "250 2.1.0 Ok\r\n" "550 5.1.1 no\r\n" "250 " "y"*200 "\r\n" gso as big \
     = split cut 14 | hold | hold
+0.2 S> P. big+14:big+100                               = hold
@5   tick                                               = release big+14:big+100, release big+100:big+200, release big+200:big$
stats charged_total=1
