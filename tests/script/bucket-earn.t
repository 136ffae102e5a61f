# Each 8 messages that were taken of a source are credit for one more error.
conf interval=4 policy=source offender-errors=100
open a client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   a S> P. "550 5.1.1 no\r\n" as first                = hold 4
@4   tick                                               = release first
for 1..8
	+0   a S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n"  = accept
	+0   a S> P. "250 2.0.0 queued\r\n"             = accept
end
source 1 delivered=8
@10  a S> P. "550 5.1.1 no\r\n"*4 as a                  = hold 16
open b client=1
+0   b S> P. "220 mx.example\r\n"                       = accept
open c client=2
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c S> P. "550 5.1.1 no\r\n"*4 as c                  = hold 16
open d client=2
+0   d S> P. "220 mx.example\r\n" as hi                 = hold 4, held reason=credit
@14  tick                                               = release hi
@26  tick                                               = release a, release c
