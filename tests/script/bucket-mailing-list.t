# A list with some dead addresses among many: slowed for its errors alone, it
# never counts as an offender.
conf interval=4 policy=source offender-errors=3 offender-percent=50
open
+0   S> P. "220 list.example\r\n250 list.example\r\n"   = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
@1   S> P. "550 5.1.1 dead\r\n" as d0                   = hold 4
+4   tick                                               = release d0
for 1..4
	+0   S> P. "250 2.1.5 Ok\r\n"*5                 = accept
	+0   S> P. "550 5.1.1 dead\r\n" as d%i          = hold 4
	+4   tick                                       = release d%i
end
+0   S> P. "354 go\r\n"                                 = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 errors=5 refused=5 accepted=20 delivered=1 offender=no debt=0
open two
+0   two S> P. "220 list.example\r\n"                   = accept
