# Of connections that say nothing the one that was silent longest makes room: one
# that was heard of since is still known to be in TLS.
conf interval=4 max-flows=16
open tls
+0   tls S> P. "220 mx.example\r\n250 STARTTLS\r\n"     = accept
+0   tls S> P. "220 2.0.0 go\r\n"                       = accept
+0   tls S> P. "\x16\x03\x03\x00\x05\x02hello"          = exempt tls
for 1..1000
open a%i client=2
end
owe 1 1.5
@1   tls S> P. "\x17\x03\x03\x00\x05reply" as first     = hold 0.5
@1.5 tick                                               = release first flow=tls
for 1..1000
open b%i client=2
end
owe 1 10
@2   tls S> P. "behind it" as reply                     = hold 9.5, held reason=tls-debt
@11.5 tick                                              = release reply flow=tls
