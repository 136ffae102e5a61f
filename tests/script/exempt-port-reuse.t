# An exemption ends with its connection: the next one with the same ends, with
# or without a SYN-ACK that is seen, has to earn its own.
conf interval=4 policy=reply
open cport=5000 isn=1000
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "235 2.7.0 welcome\r\n"                      = exempt auth
open b cport=5000 isn=100000
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@2   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
@6   tick                                               = release b
@7   b S> P. "235 2.7.0 welcome\r\n"                    = exempt auth
kernel prefilter
open c cport=5000 isn=900000
@8   c S> P. "550 5.1.1 no\r\n" as c                    = hold 4
@12  tick                                               = release c
@13  c S> P. "550 5.1.1 no\r\n" as c2                   = hold 4
@17  tick                                               = release c2
