# Past the budget an offender's connection is detached: one RST in the client's
# name frees the server; the client waits for its reply, and finds out after it.
conf interval=4 policy=source server-budget=1 offender-errors=1
open a client=1 ts
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
open b client=2 ts
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a1                   = hold 4
@2   b S> P. "550 5.1.1 no\r\n" as b1                   = hold 4, rst, detach budget
held flows=2 detached=1
# What the client sends meanwhile does not reach the server, nor is its RST seen.
@3   b C> P. "RSET\r\n"                                 = drop
+0   b S> R 15                                          = drop
@5   tick                                               = release a1 flow=a
@6   tick                                               = release b1 flow=b
@7   b C> . ack b1$                                     = accept
+0   b S> R b1$                                         = accept
stats detached_total=1
