# Which 5xx right after the greeting refuse EHLO: 500 to 504, and others that do
# not speak of an address (5.1.x: that was VRFY).
conf interval=4 policy=reply
open a
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a S> P. "500 what\r\n"                             = accept
open b
+0   b S> P. "220 mx.example\r\n"                       = accept
+0   b S> P. "504 your name\r\n"                        = accept
open c
+0   c S> P. "220 mx.example\r\n"                       = accept
+0   c S> P. "550 5.7.1 not from you\r\n"               = accept
open d
+0   d S> P. "220 mx.example\r\n"                       = accept
+0   d S> P. "550 5.1.1 no such user\r\n" as no         = hold 4
+4   tick                                               = release no
open e
+0   e S> P. "220 mx.example\r\n"                       = accept
+0   e S> P. "505 your name\r\n" as name                = hold 4
+4   tick                                               = release name
stats exempt_replies_total=3
