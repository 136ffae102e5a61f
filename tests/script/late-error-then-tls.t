# An error comes late, while something behind it waits and TLS has begun behind
# that: the connection will be let alone, but not before what waits has gone.
conf interval=4 policy=reply
open mid acks=explicit
@1   S> P. 101:115 "550 5.1.1 no\r\n" as no             = hold 4
+0   S> P. "\x16\x03\x01\x00\x05" as tls                = hold
+0.2 S> P. 87:101 "550 5.1.1 no\r\n" as late            = drop
+0.2 S> P. late:no$                                     = drop
@5   tick                                               = release no, release tls
+0.2 S> P. late                                         = exempt tls
