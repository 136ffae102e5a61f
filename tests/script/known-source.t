# After its first hold a client is known to the kernel: from its next connection
# everything is looked at, the SYN-ACK first.
conf interval=4 policy=reply
kernel prefilter
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = unseen
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
open next
+0   next S> P. "220 mx.example\r\n"                    = accept
open other client=2
+0   other S> P. "220 mx.example\r\n"                   = unseen
@5   tick                                               = release no
