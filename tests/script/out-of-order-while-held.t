# Out of order behind a gate: dropped, and the server is told to wait.  Another
# segment that is missing is counted on its own.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   C> .                                               = accept
+0.1 S> P. no$+14:no$+28 "250 2.0.0 c.\r\n" as c        = drop, zero-window
+0.1 S> P. c                                            = drop, zero-window
+0.1 S> P. no$:c "250 2.0.0 b.\r\n" as b                = hold, zero-window
+0.1 S> P. c$+14:c$+28 "250 2.0.0 e.\r\n" as e          = drop, zero-window
+0.1 S> P. e                                            = drop, zero-window
+0.1 S> P. c                                            = hold, zero-window
+0.1 S> P. c$:e "250 2.0.0 d.\r\n" as d                 = hold, zero-window
+0.1 S> P. e                                            = hold, zero-window
@5   tick                                               = release no, release b, release c, release d, release e
stats out_of_order_total=4
