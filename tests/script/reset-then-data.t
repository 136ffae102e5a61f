# What comes behind a reset that waits, out of order perhaps, is dropped unread: its
# server has nothing to send any more.
conf interval=4 burst=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
+0   S> R.                                              = hold, reset
+0   S> P. "250 2.1.5 more\r\n"                         = drop
@5   tick                                               = release a, release

# And where the reset itself stands for a reply.
open two client=2
+0   two S> P. "220 mx.example\r\n250 mx.example\r\n"   = accept
+0.1 two S> R.                                          = hold, reset
+0   two S> P. "550 5.1.1 no\r\n"                       = drop
+4   tick                                               = release
stats charged_total=2
