# max-rate=1: deliveries pay for nothing.
conf interval=8 max-rate=1
owe 1 0.5
@0.5 tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
for 1..9
	+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
	+0   S> P. "250 2.0.0 queued\r\n"               = accept
end
source 1 delivered=9 tokens=0
