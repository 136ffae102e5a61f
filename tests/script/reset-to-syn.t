# A closed port answers a SYN with an RST whose number is 0, RFC 9293 3.10.7.1:
# it is nobody's reply, and passes, also where the client waits for another.
conf interval=4
open shut mid isn=4294967295
@1   shut S> R. 1:1                                     = accept
source 1 unknown
stats flows_now=0
