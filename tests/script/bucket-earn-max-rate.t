# All deliveries of a source pay for max-rate - 1 errors an interval, at the most:
# who buys guesses by mail has so many, and no more.  Past that they are counted,
# and pay nothing.
conf interval=8 burst=1 max-rate=3
owe 1 0.5
@0.5 tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
for 1..600
	+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
	+0   S> P. "250 2.0.0 queued\r\n"               = accept
end
# What could have been earned in ten intervals, and two more at once; and the one that
# reached over the bound.
source 1 delivered=600 tokens=22.125
@8.5 S> P. "250 2.1.0 Ok\r\n"                           = accept
for 601..640
	+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
	+0   S> P. "250 2.0.0 queued\r\n"               = accept
end
# 1 of time, 2 of deliveries
source 1 delivered=640 tokens=25.125
