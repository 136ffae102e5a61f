# Behind as many segments as one connection may hold apart, what is due later than
# the last of them may wait has a range of its own: its source was charged meanwhile.
# There are a few of these, too, and a reset behind them all; what more is said then
# is dropped unread.
conf interval=4 max-hold=5 burst=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
for 1..23
	+0.01 S> P. "250 2.0.0 %i\r\n" as m%i           = hold
end
@3   S> P. "250 2.0.0 more\r\n" as c                    = drop
owe 1 6.5
+0   S> P. "250 2.1.5 apart\r\n" as d1                  = hold 5
+0.1 S> P. "250 2.1.5 apart\r\n" as d2                  = hold 5
+0.1 S> P. "250 2.1.5 apart\r\n" as d3                  = hold 5
+0.1 S> P. "250 2.1.5 apart\r\n" as d4                  = hold 5
+0.1 S> P. "250 2.1.5 apart\r\n" as d5                  = drop
+0   S> R.                                              = hold, reset
@5   tick                                               = release a, 23x release
@8..9 tick                                              = release d1, release d2, release d3, release d4, discard
