# A packet of this host has no checksum yet: that is none that is wrong, and its
# RST is believed.  So are its super-packets, whose bytes are kept back as others.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> P. "RCPT TO:<x>\r\n"*200 gso                    = drop, wait ack=1
+0.1 C> P. 1:14 partial                                 = drop, wait ack=1
+0.1 C> . partial                                       = accept
+0.1 C> R. 1:1 partial                                  = accept, discard no, abandon rst
@5   tick                                               = none
stats bad_checksum_total=0 withheld_total=2
