# A server that ends behind so many errors resets in place of what it has still to say:
# the reset stands for an answer to each line of a group, and costs as much.
conf interval=20 burst=4 max-hold=240 max-debt=200
owe 1 1
@1   tick
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a C> P. "MAIL FROM:<>\r\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\nRCPT TO:<g3>\r\n" = accept
+0   a S> P. "250 2.1.0 Ok\r\n" as ok                   = accept
+0   a S> R. ok$                                        = hold 20, reset
source 1 debt=60
@21  tick                                               = release
# What was answered has been paid for.
@99  tick
owe 2 1
@100 tick
open b client=2
+0   b S> P. "220 mx.example\r\n"                       = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\nRCPT TO:<g3>\r\n" = accept
+0   b S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   b S> P. "550 5.1.1 no\r\n" as no                   = hold 20, zero-window
+0   b S> R. no$                                        = hold, reset
source 2 debt=60
@120 tick                                               = release no
@140 tick                                               = release
# No source owes more than max-debt, however long the group was.
@299 tick
owe 3 1
@300 tick
open c client=3
+0   c S> P. "220 mx.example\r\n"                       = accept
+0   c C> P. "RSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\nRSET\r\n" = accept
+0   c S> R.                                            = hold 20, reset
source 3 debt=200
@320 tick                                                = release
