# Two clients do the same; the server of the first was freed.  Whatever they send,
# both are answered alike, with the same numbers, until their reply comes; then
# one finds out.
conf interval=20 server-budget=1
owe 1 0.01
owe 2 0.01
@60  tick
open a client=1 ts
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   a C> P. "MAIL FROM:<>\r\nRCPT TO:<x>\r\n" as amail = accept
open b client=2 ts
+0   b S> P. "220 b\r\n250 b\r\n"                       = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<x>\r\n" as bmail = accept
@61  a S> P. "550 5.1.1 no\r\n" as a                    = hold 20, zero-window
@61  b S> P. "550 5.1.1 no\r\n" as b                    = hold 20, zero-window, rst flow=a, detach budget flow=a
held flows=2 detached=1
@62  a C> P. "DATA\r\n" as adata                        = drop, wait ack=1
@62  b C> P. "DATA\r\n" as bdata                        = drop, wait ack=1
@63  a C> P. adata                                      = drop, wait ack=1
@63  b C> P. bdata                                      = drop, wait ack=1
# What the server has got is dropped or passes: the client sees neither.
@64  a C> P. amail                                      = drop, wait ack=1
@64  b C> P. bmail                                      = accept, wait ack=1
@65  a C> . ack a$                                      = drop
@65  b C> . ack b$                                      = drop
@66  a C> .                                             = drop
@66  b C> .                                             = accept
@67  icmp a a                                           = drop
@67  icmp b b                                           = drop
@81  tick                                               = release a flow=a, release b flow=b
@81  a C> P. adata                                      = accept
@81  b C> P. bdata                                      = accept
@81  a S> R a$                                          = accept
