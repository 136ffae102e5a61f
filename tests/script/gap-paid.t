# What was lost before a paid reply comes late, merged with that one: the paid
# one is not charged again.
conf interval=4 policy=reply jitter=0
open acks=explicit
+0    S> P. 1:8 "250 x\r\n"  as a      = accept
+0    S> P. 21:34 "550 5.1.1 b\r\n" as b = hold 4
+0    C> . ack 8 = accept
@4    tick = release b
+0.2  S> P. 8:34 "550 5.1.1 a\r\n550 5.1.1 b\r\n" as ab = hold 4, zero-window
@8.2  tick = release ab
stats charged_total=2
