# A server without TLS takes for lines what looks like a record of it, before the greeting:
# where it resets in place of its answers, each costs.
conf interval=20 burst=4 max-hold=240 max-debt=200
owe 1 1
@1   tick
open client=1
+0   C> P. "\x16\x03\x01\x00\x1d\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\n" = accept
+0   S> P. "220 mx.example\r\n" as mx                   = accept
+0   S> R. mx$                                          = hold 20, reset
source 1 debt=80
@21  tick                                               = release
