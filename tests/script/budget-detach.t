# Past the budget the connection of a stranger that was held longest is detached:
# one RST in the client's name frees the server; the client waits for its reply, and
# finds out after it.
conf interval=4 server-budget=1
open a client=1 ts
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
open b client=2 ts
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a1                   = hold 4
@2   b S> P. "550 5.1.1 no\r\n" as b1                   = hold 4, rst flow=a, detach budget flow=a
held flows=2 detached=1
# What the client sends meanwhile does not reach the server, nor is its RST seen.
@3   a C> P. "RSET\r\n"                                 = drop, wait
+0   a S> R 15                                          = drop
@5   tick                                               = release a1 flow=a
@6   tick                                               = release b1 flow=b
@7   a C> . ack a1$                                     = accept
+0   a S> R a1$                                        = accept
stats detached_total=1
