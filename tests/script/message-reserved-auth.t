# What is said to AUTH waits as ever, though a message comes behind it: a guess may cost
# more than an error.
conf interval=20 burst=4 max-hold=240 auth-interval=600 max-debt=3600
owe 1 0.01
@200 tick
open one client=1
open two client=1
+0   one S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"      = accept
+0   two S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"      = accept
+0   one C> P. "AUTH PLAIN a\r\nRSET\r\nBDAT 0\r\n"        = cut 14
+0   two C> P. "AUTH PLAIN b\r\nRSET\r\nBDAT 0\r\n"        = cut 14
+0   one S> P. "535 5.7.8 no\r\n" as a = hold 240, zero-window, rst, overdrawn, detach late
+0   two S> P. "235 2.7.0 Ok\r\n" as b = hold 240, zero-window, rst, detach late
@440 tick = discard a, discard b
