# A source has tokens, but its network is overdrawn: an error of it is due when the
# network is at zero.  A message behind one is kept from the server until that is
# answered; else its 250 stands behind the error, and past max-hold never comes.
conf interval=20 network-rate=1 max-hold=240 server-budget=0
owe 7.9 0.01
@200 tick
open me client=7.9
+0   me S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   me C> P. "MAIL FROM:<>\r\n"                        = accept
+0   me S> P. "250 2.1.0 Ok\r\n"                        = accept
for 1..4
	open h%i client=7.%i
	+0   h%i S> P. "220 a\r\n250 a\r\n"             = accept
end
for 1..4
	+0   h%i S> P. "550 5.1.1 no\r\n"*4 as e%i      = hold
end
+0   me C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" as all = cut 26
+0   me S> P. "550 5.1.1 no\r\n250 2.1.5 Ok\r\n" ack all+26 as no = hold 240, zero-window, rst, detach late
stop                                                    = 5x release, 5x early
