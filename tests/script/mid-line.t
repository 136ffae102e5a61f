# A segment that does not end a line is always seen, so the next one is known
# to begin in the middle: a 5 there is text.
conf interval=4 policy=reply
kernel prefilter
open
+0   S> P. "220 mx.example\r\n"                         = unseen
+0   S> P. "250 2.0.0 the code "                        = accept
+0   S> P. "550 is not a reply here\r\n"                = accept
+0   S> P. "550 but this is\r\n" as no                  = hold 4
+4   tick                                               = release no
