# A host that delivers its mail in TLS, where no delivery is counted, and made five errors in
# all its life.  Its neighbours guess, and their network owes: it erred long ago, owes
# nothing, and is answered in the end.
conf interval=20 burst=4 max-hold=240 network-rate=4 max-debt=3600 server-budget=0
no-restarts
charge 7.1 4
@100 tick
charge 7.1 1
@4900 tick
for 101..140
	charge 7.%i 4
end
open good client=7.1
+0   good S> P. "220 mx.example\r\n" as hi              = hold 240
@5140 tick                                              = release hi
