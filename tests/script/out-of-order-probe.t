# A segment is lost in front of us, and the one behind it comes twice: a tail
# loss probe (RFC 8985 7) sends the last one again before the first one that is
# missing.  The missing one must still be read when it comes.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n" as a                       = hold 4
@5   tick                                               = release a
@6   S> P. a$+13:a$+27 "250 2.0.0 Ok\r\n" as c          = drop
+0.1 S> P. c                                            = drop
+0.1 S> P. a$:c "550 5.1.1 b\r\n" as b                  = hold 4
+0.2 S> P. c                                            = hold
@10.2 tick                                              = release b, release c
