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
# One that was asked for is none of it, whatever bytes it has.
@99  tick
owe 2 1
@100 tick
open asked client=2
+0   asked S> P. "220 mx.example\r\n250-mx\r\n250 STARTTLS\r\n" = accept
+0   asked C> P. "STARTTLS\r\n"                         = accept
+0   asked S> P. "220 go\r\n" as go                     = accept
+0   asked C> P. "\x16\x03\x01\x00\x14" "x"*10 "\x00\x0a\x00\x04" = accept
+0   asked C> P. "\x00\x02\x00\x1d\x00\x0a"             = accept
+0   asked C> P. "RSET\r\n"                             = drop
+0   asked S> R. go$                                    = hold 20, reset
source 2 debt=20
@120 tick                                               = release
