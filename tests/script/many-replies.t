# However many replies there were, the next one is not the one to EHLO again.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
for 1..254
+0   S> P. "250 2.0.0 %i\r\n"                           = accept
end
+0   S> P. "502 5.5.1 no VRFY\r\n" as no                = hold 4
+4   tick                                               = release no
open b mid client=2
+0   b S> P. 101:112 "250 2.0.0\r\n"                     = accept
for 1..255
+0   b S> P. "250 2.0.0 %i\r\n"                         = accept
end
+0   b S> P. "502 5.5.1 no VRFY\r\n" as n2              = hold 4
+4   tick                                               = release n2
stats exempt_replies_total=0
