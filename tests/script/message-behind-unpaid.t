# A message was taken behind a dead recipient, and both answers come in one segment: of
# a source that owes more than the longest hold they wait that long, and are not left
# unanswered, or its client would send the message twice.  An error alone is.
conf interval=4 max-hold=10
open bdat client=1 mid
open error client=1 mid
owe 1 25
@1   bdat S> P. "550 5.1.1 no\r\n250 2.0.0 Ok: queued\r\n" as both = hold 10
+0   error S> P. "550 5.1.1 no\r\n"                    = hold 10, rst, detach late
@11  tick                                               = release both, discard flow=error
