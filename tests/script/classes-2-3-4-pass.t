# Replies of the classes 2, 3 and 4 are not charged; neither is a 5 within text.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250 mx.example\r\n"                         = accept
+0   S> P. "450 4.2.0 greylisted, 550 is next\r\n"      = accept
+0   S> P. "354 End with .\r\n"                         = accept
+0   S> P. "451 4.3.0 try\r\n421 4.3.2 later\r\n"       = accept
+0   S> P. "250 2.0.0 5 bytes\r\n550-\r\n" as mixed     = cut 19
@4   tick                                               = none
+1   S> FP. mixed$-6:mixed$                             = accept
stats charged_total=1 replies_5xx_total=0
