# Flights that can't be freed fill no budget: whose server has no more than those is told
# nothing early, though he delivered something and nobody else could be freed.
conf interval=20 burst=4 max-hold=240
kernel prefilter
no-restarts
open g0 client=3
charge 3 1
@200 tick
+0   g0 S> P. "220 mx.example ESMTP\r\n250 mx\r\n"
+0   g0 C> P. "MAIL FROM:<>\r\n"
+0   g0 S> P. "250 2.1.0 Ok\r\n"
+0   g0 C> P. "RCPT TO:<me>\r\n"
+0   g0 S> P. "250 2.1.5 Ok\r\n"
+0   g0 C> P. "DATA\r\n"
+0   g0 S> P. "354 go\r\n"
+0   g0 C> P. "x\r\n.\r\n"
+0   g0 S> P. "250 2.0.0 queued\r\n"
source 3 delivered=1
for 1..20
	open a%i client=1
	+0   a%i S> P. "220 mx.example ESMTP\r\n"
	+0   a%i S> P. "250-mx.example\r\n250 PIPELINING\r\n"
end
for 1..5
	+0   a%i S> P. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n250 2.1.5 Ok\r\n" as x%i = cut 14
end
for 6..20
	+0   a%i S> P. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n250 2.1.5 Ok\r\n" as x%i = hold
end
for 1..4
	open g%i client=3
	+0   g%i S> P. "220 mx.example ESMTP\r\n250 mx\r\n"
	+0   g%i C> P. "VRFY guess%i\r\n"
	+0   g%i S> P. "550 5.1.1 no\r\n" as h%i        = hold 20, zero-window
end
stop                                                    = 19x release, 24x early
