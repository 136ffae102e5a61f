# 'Late, so invalid': it hangs up early and comes again.  Its next greeting
# waits for the old debt, and costs an interval itself.
conf interval=4 policy=source offender-errors=1
open a client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@1   a S> P. "550 5.1.1 no\r\n" as no                   = hold 4, offender
@1.3 a C> R.                                            = accept, discard no, abandon rst
open b client=1
@2   b S> P. "220 mx.example\r\n" as hi                 = hold 7, held reason=greeting
@2.3 b C> R.                                            = accept, discard hi, abandon rst
open c client=1
@3   c S> P. "220 mx.example\r\n" as hi2                = hold 10
@13  tick                                               = release hi2 flow=c
# Not in debt any more: the next greeting costs an interval all the same.
open d client=1
@30  d S> P. "220 mx.example\r\n" as hi3                = hold 4
@34  tick                                               = release hi3 flow=d
