# The first TLS record after a 220 to STARTTLS: nothing can be read any more.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250-mx.example\r\n250 STARTTLS\r\n"         = accept
@1   S> P. "220 2.0.0 go ahead\r\n"                     = accept
+0   S> P. "\x16\x03\x03\x00\x10 50 bytes\r\n550 of noise"  = exempt tls
+0   S> P. "550 5.1.1 is noise\r\n"                     = unseen
stats exempt_tls_total=1 charged_total=0
