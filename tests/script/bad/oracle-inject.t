# fails: an ACK of 15 is injected, the client acknowledged 1
# By the script's word the client acknowledged nothing that is before the gate.
no-restarts
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 a\r\n250 a\r\n"
@1   S> P. "550 no\r\n" as no                           = hold
for 1..9
	+0.2 S> P. no                                   = hold, discard
end
