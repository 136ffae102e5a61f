# A trusted client whose connection was there before, or whose greeting the
# kernel let pass.
conf interval=4 policy=reply trusted=10.0.7.0/24,2001:db8:7::/64
kernel prefilter
open client=7
+0   S> P. "220 mx.example\r\n"                         = unseen
+0   S> P. "550 5.1.1 no\r\n"                           = exempt trusted
+0   S> P. "550 5.1.1 no\r\n"                           = unseen
