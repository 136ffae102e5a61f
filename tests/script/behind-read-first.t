# What the server said behind a reply that was held was dropped, and not read.  When
# the reply was given it comes again; until it is read the client's next command waits,
# and how the server stands is not told: both would be seen before the answer.
conf interval=10 burst=1 max-hold=15
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 10
+0   S> P. "550 5.1.1 b\r\n" as b                       = hold 10, overdrawn
+0   S> P. "550 5.1.1 c\r\n" as c                       = drop
@11  tick                                               = release a, release b
+0.1 C> P. "RCPT TO:<d>\r\n" as d ack b$                = drop, wait
+0.1 S> . c$                                            = drop
+0.1 C> . ack b$                                        = accept
+0.1 S> P. b win 77                                     = replace
+0.1 S> P. c                                            = hold 9.5
+0.1 C> P. d                                            = drop, wait
@21  tick                                               = release c
+0.1 C> P. d ack c$                                     = accept
+0.1 S> P. "250 2.1.5 Ok\r\n"                           = accept
