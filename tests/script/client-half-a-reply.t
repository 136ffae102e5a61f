# The server has the rest of a reply still to send: whether it does, or resets the
# connection, would tell what it does with the next command. So that waits for it.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "RSET\r\nNOOP\r\n"                           = accept
+0   S> P. "250-2.0.0 a\r\n250 2.0.0 a\r\n250-2.0.0 b\r\n" = accept
+0   C> P. "VRFY c\r\n" as c                            = drop, wait
+0   S> P. "250 2"                                      = accept
+0   C> P. c                                            = drop, wait
owe 1 12
+0   S> P. ".0.0 b\r\n"                                 = accept
+0   C> P. c                                            = accept
# What says nothing for a minute may never say the rest.
owe 2 0.01
@40  tick
open b client=2
+0   b S> P. "220 mx.example\r\n"                       = accept
+0   b C> P. "RSET\r\n"                                 = accept
+0   b S> P. "250-2.0.0 b\r\n"                          = accept
+0   b C> .                                             = accept
+0   b C> P. "VRFY c\r\n" as d                          = drop, wait
+59  b C> P. d                                          = drop, wait
+61  b C> P. d                                          = accept
# It acknowledges that half by what is kept.
owe 3 0.01
@200 tick
open c client=3 acks=explicit
+0   c S> P. "220 mx.example\r\n" as hi                 = accept
+0   c C> P. "RSET\r\n" ack hi$                         = accept
+0   c S> P. "250-2.0.0 b\r\n" as half                  = accept
+0   c C> P. "VRFY c\r\n" as e ack half$                = drop, wait
+59  c C> P. e ack half$                                = drop, wait
+61  c C> P. e ack half$                                = accept
