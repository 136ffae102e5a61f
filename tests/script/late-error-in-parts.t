# An error that was passed over comes late, and only its beginning: it waits, and all
# that follows.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. hi$+14:hi$+28 "250 2.1.5 Ok\r\n" as ok       = accept
+0.2 S> P. hi$:hi$+7 "550 5.1" as late                  = hold 4
+0   S> P. hi$+7:hi$+14 ".1 no\r\n" as rest             = hold
@5.2 tick                                               = release late, release rest
