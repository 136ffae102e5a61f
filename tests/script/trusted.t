# Trusted networks are never held.
conf interval=4 policy=source trusted=10.0.7.0/24,2001:db8:7::/64
open client=7                                            = exempt trusted
+0   S> P. "550 5.1.1 no\r\n"                           = unseen
open other client=8
+0   other S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
@1   other S> P. "550 5.1.1 no\r\n" as no               = hold 4
@5   tick                                               = release no
source 7 unknown
