# What is too long for a line is two for some servers: it counts as two, and costs as much.
conf interval=20 burst=4 max-hold=240 max-debt=200
owe 1 1
@1   tick
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a C> P. "EHLO me\r\n"                              = accept
+0   a S> P. "250-mx.example\r\n250 CHUNKING\r\n" as ok = accept
+0   a C> P. "RCPT TO:<" "x"*1000                       = accept
+0   a C> P. "x"*1038 "RCPT TO:<g01>\r\n"               = accept
+0   a S> R. ok$                                        = hold 20, reset
source 1 debt=40
@21  tick                                               = release
# A line that has so many bytes is one, and so is the next.
@99  tick
owe 2 1
@100 tick
open b client=2
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n" as ok = accept
+0   b C> P. "RCPT TO:<" "x"*2036 "\r\nRCPT TO:<" "x"*2036 "\r\n" = accept
+0   b S> R. ok$                                        = hold 20, reset
source 2 debt=40
@120 tick                                               = release
# The answer to 334 begins anew (RFC 4954 4).
@199 tick
owe 3 1
@200 tick
open c client=3
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c C> P. "AUTH GSSAPI " "A"*1900 "\r\n"             = accept
+0   c S> P. "334 x\r\n" as x                           = accept
+0   c C> P. "B"*200 "\r\n"                             = accept
+0   c S> R. x$                                         = hold 20, reset
source 3 debt=20
@220 tick                                               = release
