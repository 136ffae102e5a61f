# n charged replies in a segment hold it n intervals; others in it cost nothing.
conf interval=4 policy=reply
owe 1 0.01
+0.1 tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "RCPT TO:<a>\r\n"*5
@1   S> P. "550 5.1.1 a\r\n250 2.1.5 Ok\r\n550 5.1.1 b\r\n550-c\r\n550 c\r\n" as all \
     = hold 12, held replies=3, zero-window
+0   C> .                                               = accept
+0.2 S> P. all                                          = hold, discard all, zero-window
@13  tick                                               = release all
stats charged_total=3 held_total=1 held_replies_total=3
