# A connection in TLS, which the kernel lets pass, is caught at its next segment when
# its source is charged.
conf interval=4
kernel prefilter
open
+0   S> P. "220 mx.example\r\n"                         = unseen
+0   S> P. "250-mx.example\r\n250 STARTTLS\r\n"         = unseen
+0   S> P. "220 2.0.0 go\r\n"                           = unseen
+0   S> P. "\x16\x03\x03\x00\x05\x02hello"              = exempt tls
+0   S> P. "\x17\x03\x03\x00\x05first"                  = unseen
charge 1 5
+0   S> P. "\x17\x03\x03\x00\x05second" as second       = hold 4
+1   S> P. "\x17\x03\x03\x00\x05third"                  = hold 3
@4   tick                                               = 2x release
+0   S> P. "\x17\x03\x03\x00\x05fourth"                 = exempt tls
stats held_tls_total=2
