# Anybody may send a SYN in a sender's name, and right behind it an ACK with a number that
# he made up: the server answers that one with a reset that has this number, and
# acknowledges nothing (RFC 9293 3.10.7.4).  The sender pays nothing for it, and no
# reset waits, or many would take the place of what does.
conf interval=20 burst=4 max-hold=240 max-held=16 server-budget=0
no-restarts
owe 1 0.01
@100 tick
open guess client=1
+0   guess S> P. "220 mx.example\r\n"                   = accept
charge 1 8
+0   guess C> P. "VRFY guess\r\n"                       = accept
+0   guess S> P. "550 5.1.1 no\r\n" as no               = hold 100, zero-window
for 1..20
	open v%i client=1
	+0   v%i S> R 777000:777000                     = accept
	open w%i client=1
	+0   w%i S> R 0:0                               = accept
end
source 1 debt=100
stats early_total=0 held_now=1
# One that ends a connection acknowledges, and stands for a reply.
open left client=1
+0   left S> R. 1:1                                     = hold 120, reset
# So does one on a connection that was seen from its middle on.
open half mid client=2
+0   half S> P. "250-mx" as mx                          = accept
+0   half S> R mx$                                      = hold 20, reset
stop                                                    = release no, early, release, release
