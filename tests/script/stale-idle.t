# The same ends with quite another number, or after a long time: another
# connection, though its beginning was not seen, and at a line's start.
conf interval=4 policy=reply
kernel prefilter
open cport=5000 isn=1000
+0   S> P. "220 mx.example ESMTP, and no"               = accept
open b cport=5000 isn=9000000
@1   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
@5   tick                                               = release b
open c cport=6000 isn=9000000
+0   c S> P. "220 mx.example ESMTP, and no"             = accept
open d cport=6000 isn=1000
@6   d S> P. "550 5.1.1 no\r\n" as d                    = hold 4
@10  tick                                               = release d
open e cport=7000 isn=5000 client=2
+0   e S> P. "220 mx.example ESMTP, and no"             = accept
@1000 e S> P. "550 5.1.1 no\r\n" as e                   = hold 4
@1004 tick                                              = release e
