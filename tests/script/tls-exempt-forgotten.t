# A connection that the kernel lets pass since it is in TLS, and of which nothing is
# known any more: when its source owes, the server's next record waits.  What is
# no record of TLS passes: the version's first byte is 3 (RFC 8446, 5.1), its second
# at most 4, and the type is one of 0x14 to 0x17.
conf interval=4 max-flows=16
open tls
+0   tls S> P. "220 mx.example\r\n250 STARTTLS\r\n"     = accept
+0   tls S> P. "220 2.0.0 go\r\n"                       = accept
+0   tls S> P. "\x16\x03\x03\x00\x05\x02hello"          = exempt tls
open last
+0   last S> P. "220 mx.example\r\n250 STARTTLS\r\n"    = accept
+0   last S> P. "220 2.0.0 go\r\n"                      = accept
+0   last S> P. "\x16\x03\x03\x00\x05\x02hello"         = exempt tls
for 1..1020
open n%i client=2
end
owe 1 10
+0   tls S> P. "\x17\x02\x03\x00\x05reply"              = accept
+0   tls S> P. "\x17\x04\x03\x00\x05reply"              = accept
+0   tls S> P. "\x17\x03\x05\x00\x05reply"              = accept
+0   tls S> P. "\x13\x03\x03\x00\x05reply"              = accept
+0   tls S> P. "\x18\x03\x03\x00\x05reply"              = accept
@1   tls S> P. "\x17\x03\x04\x00\x05reply" as reply     = hold 9, held reason=tls-debt
+0   last S> P. "\x14\x03\x03\x00\x01x" as first       = hold 9, held reason=tls-debt
@10  tick                                               = release reply flow=tls, release first flow=last
