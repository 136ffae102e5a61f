# The prefilter lets segments pass that end in CRLF and hold nothing: on a flow
# that was never held a gap is the start of a line.
conf interval=4 policy=reply
kernel prefilter
open
+0   S> P. "220 mx.example\r\n"                         = unseen
+0   S> P. "250 mx.example\r\n"                         = unseen
+0   S> P. "250 2.1.0 Ok\r\n"                           = unseen
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
stats held_total=1 out_of_order_total=0
