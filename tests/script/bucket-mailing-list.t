# A list with a dead address among many now and then: each error waits an interval,
# what follows it in its connection too, and nothing else: it is never overdrawn.
conf interval=4
open
+0   S> P. "220 list.example\r\n250 list.example\r\n"   = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
for 1..8
	+0   S> P. "250 2.1.5 Ok\r\n"*5                 = accept
	+0   S> P. "550 5.1.1 dead\r\n" as d%i          = hold 4
	+4   tick                                       = release d%i
end
+0   S> P. "354 go\r\n"                                 = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 errors=8 delivered=1 debt=0
stats overdrawn_total=0
open two
+0   two S> P. "220 list.example\r\n"                   = accept
