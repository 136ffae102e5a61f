# The client acknowledges bytes that were not seen to pass: it may lie, so the
# server hears of what was read only; but they may have passed before all was
# seen.  What lies behind them waits twice, as on any flow, and no longer.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
+0.1 S> P. no$+14:no$+28 "250 2.1.5 Ok\r\n" as ok       = drop
+0.1 C> . ack no$+14                                    = ack no$
+0.2 S> P. ok                                           = drop
+0.4 S> P. ok                                           = accept
