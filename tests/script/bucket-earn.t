# A message that is taken pays an eighth of an error: eight of them a whole one.
# A debt is over the sooner, and tokens are there the sooner.
conf interval=8 burst=1
owe 1 0.5
@0.5 tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
source 1 tokens=0
for 1..8
	+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
	+0   S> P. "250 2.0.0 queued\r\n"               = accept, earn wait=1
end
source 1 delivered=8 tokens=1 errors=0
+0   S> P. "354 go\r\n"                                 = accept
owe 1 10
source 1 debt=10
+0   S> P. "250 2.0.0 queued\r\n"                       = accept, earn wait=1 debt=9
source 1 debt=9 delivered=9
+0   S> P. "250 2.1.0 Ok\r\n" as ok                     = hold 9
@9.5 tick                                               = release ok
