# A failed login has an interval of its own, whatever the port's is: its reply waits so
# long, and it takes so much of the bucket.  Other errors keep theirs.
conf interval=4 auth-interval=10 burst=2 port-interval=587:1
open a client=1
open b client=1
open sub client=1 port=587
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   sub S> P. "220 mx.example\r\n250 mx.example\r\n"   = accept
@1   a S> P. "535 5.7.8 no\r\n" as a                    = hold 10
@1   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4
@1   sub S> P. "535 5.7.8 no\r\n" as sub                = hold 10, overdrawn
source 1 debt=6 errors=3
@5   tick                                               = release b
@11  tick                                               = release a, release sub
