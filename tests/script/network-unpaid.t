# A network that owes more than max-hold.  Of a host with more than a burst of errors
# itself neither a right guess nor a wrong one is answered: silence says nothing.  A
# host with fewer, or with none, is answered in the end.
conf interval=20 burst=4 max-hold=240 network-rate=4 max-debt=3600 server-budget=0
no-restarts
for 101..140
	charge 7.%i 4
end
charge 7.1 4
charge 7.2 4
@100 tick
charge 7.2 1
charge 7.1 1
open wrong client=7.1
+0   wrong C> P. "RCPT TO:<wrong>\r\n"                       = accept
+0   wrong S> P. "220 a\r\n550 5.1.1 no\r\n" as w = hold 240, zero-window, rst, detach late
open right client=7.1
+0   right C> P. "RCPT TO:<right>\r\n"                       = accept
+0   right S> P. "220 a\r\n250 2.1.5 Ok\r\n" as r = hold 240, zero-window, rst, detach late
open new client=7.3
+0   new S> P. "220 a\r\n" as hi                        = hold 240
open once client=7.4
charge 7.4 1
+0   once S> P. "220 a\r\n" as hi4                      = hold 240
@340 tick                                               = discard w, discard r, release hi, release hi4
