# What was passed over comes late, without an error in it, and with one that is new
# behind it: that is no reason to read it again.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. hi$+14:hi$+28 "250 2.1.5 Ok\r\n" as ok       = accept
+0   S> P. hi$:hi$+42 "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n550 5.1.1 no\r\n" as all = hold 4
stats replies_total=4 charged_total=1
@5   tick                                               = release all
# Nor is one that begins with what was read before the gap.
open b client=2
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n" as bhi = accept
@6   b S> P. bhi$+14:bhi$+28 "250 2.1.5 Ok\r\n"         = accept
+0   b S> P. bhi:bhi$+42 "220 mx.example\r\n250 mx.example\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n550 5.1.1 no\r\n" as b = hold 4
stats replies_total=8 charged_total=2
@10  tick                                               = release b
