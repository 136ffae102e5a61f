# A client can have a server quote its words behind a bare LF: such replies are
# no accepted recipients, no 354, and no delivered message.
conf interval=4 exempt-replies=none
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250 mx.example\r\n"                         = accept
@1   S> P. "501 5.5.4 bad 'x\n250 2.1.5 Ok\n250 2.1.5 Ok\n354 go\n250 2.0.0 queued\n'\r\n" as a = hold 4
source 1 errors=1 delivered=0 tokens=3
@5   tick                                               = release a
# The 354 was none: what an overdrawn source is told next waits.
owe 1 9
+0   C> .
+0   S> P. "250 2.0.0 queued\r\n" as q                  = hold, zero-window
source 1 delivered=0
stop = release q, early
