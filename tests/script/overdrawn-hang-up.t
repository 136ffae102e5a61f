# 'Late, so invalid': it hangs up early and comes again.  The bucket stays as it
# is: the next greeting waits until zero, as the one after it; none costs a thing.
conf interval=4 burst=1
open a client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n"*3 as no                 = hold 8, overdrawn
@1.3 a C> R.                                            = accept, discard no, abandon rst
source 1 debt=7.7 errors=3
open b client=1
@2   b S> P. "220 mx.example\r\n" as hi                 = hold 7, held reason=greeting replies=0
@2.3 b C> R.                                            = accept, discard hi, abandon rst
open c client=1
@3   c S> P. "220 mx.example\r\n" as hi2                = hold 6
source 1 debt=6 errors=3
@9   tick                                               = release hi2 flow=c
open d client=1
+0   d S> P. "220 mx.example\r\n"                       = accept
source 1 errors=3 tokens=0
