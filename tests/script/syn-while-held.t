# A SYN with the ends of a connection that waits is kept from the server: what the
# server says to it (a challenge ACK, a RST, a SYN-ACK) would tell whether that is
# still there.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> S 900000:900000                                 = drop
+0.1 C> S 900000:900000                                 = drop
@5   tick                                               = release no
+0.1 C> S 900000:900000                                 = accept
stats withheld_total=2
