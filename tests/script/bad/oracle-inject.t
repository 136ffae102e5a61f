# fails: an ACK of 15 is injected, the client acknowledged 1
# The client said that it has all, but by the script's word it said nothing.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 a\r\n250 a\r\n"
@1   S> P. "550 no\r\n" as no                           = hold
@1.2 S> P. no                                           = hold, discard, zero-window
