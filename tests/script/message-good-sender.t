# Who delivers more than he errs has more flights of messages under way (max-rate).
conf interval=20 burst=4 max-hold=240
charge 1 1
@3999 tick
open good client=1
+0   good S> P. "220 a\r\n250 a\r\n"                     = accept
for 1..20
	+0   good S> P. "250 2.1.0 Ok\r\n354 go\r\n"             = accept
	+0   good S> P. "250 2.0.0 queued\r\n"                   = accept
end
source 1 errors=1 delivered=20
@4000 tick
for 1..10
	open c%i client=1
	+0   c%i S> P. "220 mx.example\r\n250-PIPELINING\r\n250 CHUNKING\r\n"    = accept
end
for 1..8
	+0   c%i C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = accept
end
+0   c9 C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = cut 27
