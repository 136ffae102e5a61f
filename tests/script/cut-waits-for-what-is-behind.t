# What was cut off bytes that passed comes again, unless its server resets the
# connection meanwhile: that would show when it is due, before what is behind it is.  So
# it waits as long as that.  What came again in time has its own.
conf interval=4 policy=reply
open a client=1
open b client=2
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "250 ok\r\n550 5.1.1 no\r\n" as first      = cut 8
@1   b S> P. "250 ok\r\n550 5.1.1 no\r\n" as other      = cut 8
@1.5 b S> P. other                                      = hold
@2   a S> P. "550 5.1.1 no\r\n" as second               = hold 7
@2   b S> P. "550 5.1.1 no\r\n" as behind               = hold 7
@3   a S> P. first                                      = hold
@5   tick                                               = release flow=b
@9   tick                                               = release flow=a, release second, release behind
