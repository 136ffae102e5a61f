# A segment that is ahead on a flow on WATCH is dropped once: the one before
# it is missing and may hold anything.  The same again: it is a line's start.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
@5   tick                                               = release a
@6   S> P. a$+13:a$+26 "550 5.1.1 c\r\n" as c           = drop
+0   S> P. a$:c "550 5.1.1 b\r\n" as b                  = hold 4
+0.2 S> P. c                                            = hold
@10  tick                                               = release b
@14  tick                                               = release c
stats out_of_order_total=1 charged_total=3
