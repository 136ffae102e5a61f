# A balancer's connection that is exempt stays so in TLS, even where the balancer has
# got among those who owe (as one of their network, or an admin's whim).
conf interval=4 burst=1 proxy-protocol=10.0.9.0/24,2001:db8:9::/48
kernel prefilter
open a client=9
+0   a C> P. "PROXY UNKNOWN\r\n"                            = accept
+0   a S> P. "220 mx.example\r\n250 STARTTLS\r\n220 2.0.0 go\r\n" = exempt balancer
owe 9 100
@1   a S> P. "\x16\x03\x03\0\x05\x02hello"                  = accept
@2   a S> P. "\x17\x03\x03\0\x05hello"                      = accept
stats held_tls_total=0
