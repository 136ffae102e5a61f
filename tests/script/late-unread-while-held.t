# The same while something behind them is held already: they wait, unread, until
# that has gone.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. hi$+14:hi$+28 "550 5.1.1 no\r\n" as two      = hold 4
+0.2 S> P. hi$:two "550 5.1.1 no\r\n" as one            = drop
+0.2 S> P. hi$:two "550 5.1.1 no\r\n"                   = drop
@5   tick                                               = release two
@6   S> P. one                                          = hold 4
@10  tick                                               = release one
