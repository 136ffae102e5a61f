# The bytes between were lost for good to us (an overrun of the queue): when the
# same segment comes again and again, it is taken for the start of a line.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
@5   tick                                               = release a
@6   S> P. a$+14:a$+27 "550 5.1.1 c\r\n" as c           = drop
+0.2 S> P. c                                            = drop
+0.2 S> P. c                                            = hold 4
+4   tick                                               = release c
stats out_of_order_total=2
