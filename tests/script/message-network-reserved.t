# Tokens are reserved of the network, too: hosts of one network that reserve at once have
# as many answers before it is overdrawn as it has tokens.
conf interval=20 burst=4 network-rate=1 max-hold=240 server-budget=0
for 1..3
	charge 7.%i 1
end
@400 tick
for 1..3
	open h%i client=7.%i
	+0   h%i S> P. "220 a\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
	+0   h%i C> P. "MAIL FROM:<>\r\n"               = accept
	+0   h%i S> P. "250 2.1.0 Ok\r\n"               = accept
end
+0   h1 C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 0\r\n" = accept
+0   h2 C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 0\r\n" as two = cut 26
+0   h3 C> P. "RCPT TO:<a>\r\nBDAT 0\r\n"          = accept
# Others of it overdraw it: whoever has no token waits for that.
open x client=7.20
+0   x S> P. "220 a\r\n250 a\r\n"                  = accept
+0   x S> P. "550 5.1.1 no\r\n"*5 as x = hold 20, overdrawn network, overdrawn error
+0   h2 S> P. "250 2.1.5 Ok\r\n"*2 as w            = hold 20, held reason=network, zero-window
# What has a token waits for nothing, and an error for an interval.
+0   h1 S> P. "250 2.1.5 Ok\r\n"                   = accept
+0   h1 S> P. "550 5.1.1 no\r\n" as no             = hold 20, zero-window
+0   h1 S> P. "250 2.1.5 Ok\r\n" as ok             = hold 20, zero-window
+0   h3 S> P. "250 2.1.5 Ok\r\n"                   = accept
@420 tick = 4x release
+0   h3 S> P. "250 2.0.0 0 octets\r\n"           = accept
# All of it is there again.
@800 tick
+0   h3 C> P. "RCPT TO:<a>\r\n"*4 "BDAT 0\r\n"    = accept
