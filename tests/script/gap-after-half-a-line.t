# The end of a line was lost to us (an overrun of the queue); the next segment
# begins one.
conf interval=4 policy=reply
kernel prefilter
open
+0   S> P. "220 mx.example\r\n"                         = unseen
+0   S> P. "250 half a " as half                        = accept
@1   S> P. half$+6:half$+20 "550 5.1.1 no\r\n" as no    = hold 4
@5   tick                                               = release no
