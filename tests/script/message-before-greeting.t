# A greeting answers no message, whatever was said before it; but what was said before
# it has a token for it.
conf interval=4
owe 1 0.01
@10  tick
open
+0   C> P. "EHLO a\r\nBDAT 0 LAST\r\n"                 = accept
owe 1 12
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250 mx.example\r\n"                         = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
+0   C> P. "NOOP\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n" as late                   = hold 12, zero-window
@22  tick                                               = release late
