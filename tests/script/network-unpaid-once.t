# A host that delivers all its mail in TLS (STARTTLS): no delivery of it is ever counted, but its
# errors are, for as long as it is remembered (five dead recipients in all its life, here).  Then
# neighbours in its /24 guess.  He made no error for 900 s, owes nothing, and must be answered in
# the end, as before fd1606a.
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
