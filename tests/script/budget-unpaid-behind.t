# A reply that must not be given stands behind one that is due: its connection does not
# count from then on, whenever its server speaks again.
conf interval=4 max-hold=20 server-budget=1
owe 1 0.01
@20  tick
open f1 client=1
+0   f1 S> P. "220 mx.example\r\n250 STARTTLS\r\n"      = accept
+0   f1 C> P. "STARTTLS\r\n"                            = accept
+0   f1 S> P. "220 2.0.0 go\r\n"                        = accept
+0   f1 C> P. "\x16\x03\x01\x00\x06\x01hello"           = accept
+0   f1 S> P. "\x16\x03\x03\x00\x05\x02hello"           = exempt tls
open f2 client=2
+0   f2 S> P. "220 a\r\n250 a\r\n"                      = accept
owe 1 5
+0   f1 C> P. "\x17\x03\x03\x00\x05guess"               = accept
+0   f1 S> P. "\x17\x03\x03\x00\x05first" as first      = hold 5, zero-window
owe 1 60
+0   f1 S> P. "\x17\x03\x03\x00\x05never" as never      = hold 20, zero-window
@25  tick                                               = release first
@26  f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 4
held flows=2 detached=0
+0.1 f1 S> P. never as again                             = hold, discard never, zero-window flow=f1, rst flow=f1, detach late flow=f1
@30  tick                                               = release b
@40  tick                                               = discard again
stats detached_total=1
