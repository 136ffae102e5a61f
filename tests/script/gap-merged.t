# A reply that was lost before us comes again, merged with what is before and
# behind it: it is found there, and nothing that was read is charged twice.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. hi$+14:hi$+28 "250 2.1.5 Ok\r\n" as ok       = accept
+0.2 S> P. hi:ok$ "220 mx.example\r\n250 mx.example\r\n550 5.1.1 no\r\n250 2.1.5 Ok\r\n" = hold 3.8..4
+0.4 S> P. hi$:ok$                                      = hold, discard hi:ok$
@5.2 tick                                               = release
stats charged_total=1 held_replies_total=1
