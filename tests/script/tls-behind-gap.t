# Behind a gap, what begins with 0x16 may be the rest of a line: only a ServerHello
# is TLS, of versions 3.0 to 3.4, as short as it may come.
conf interval=4 policy=reply
open a mid
+0   a S> P. 101:107 "\x16\x03\x04\x00\x05\x02"         = exempt tls
open b mid client=2
+0   b S> P. 101:107 "\x16\x03\x00\x00\x05\x02"         = exempt tls
open c mid client=3
+0   c S> P. 101:107 "\x16\x03\x01\x00\x05\x01"         = accept
open d mid client=4
+0   d S> P. 101:107 "\x16\x03\x05\x00\x05\x02"         = accept
open e mid client=5
+0   e S> P. 101:107 "\x16\x02\x01\x00\x05\x02"         = accept
open f mid client=6
+0   f S> P. 101:106 "\x16\x03\x01\x00\x05"             = accept
stats exempt_tls_total=2
