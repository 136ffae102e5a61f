# While a source is overdrawn its replies wait whatever they say, until the bucket
# is back at zero: that an answer is late tells nothing.  They cost nothing.
conf interval=4 burst=1
open a
open b
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n"*2 as no                 = hold 4, overdrawn
+0   a C> .                                             = accept
@2   b S> P. "250 2.1.0 Ok\r\n" as ok                   = hold 3, held reason=debt replies=0
+0   b C> .                                             = accept
@3   a S> P. "252 2.1.5 maybe\r\n" as maybe             = hold 2, zero-window
@4   b S> P. "450 4.2.0 later\r\n" as later             = hold 1, zero-window
source 1 debt=1 errors=2
@5   tick                                               = release no, release ok, release maybe, release later
@5   a S> P. "250 2.1.5 Ok\r\n"                         = accept
@5   b S> P. "450 4.2.0 later\r\n"                      = accept
source 1 tokens=0 errors=2
