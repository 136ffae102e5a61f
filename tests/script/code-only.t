# A line of a code alone is a reply (RFC 5321 4.2): "550", "550 ", and "550"
# whose line end is in the next segment.
conf interval=4 policy=reply
open
+0   S> P. "220\r\n"                                    = accept
+0   S> P. "250\r\n"                                    = accept
@1   S> P. "550\r\n" as a                               = hold 4
@5   tick                                               = release a
@6   S> P. "550 \r\n" as b                              = hold 4
@10  tick                                               = release b
@11  S> P. "550" as c                                   = hold 4
+0   S> P. "\r\n250 2.0.0 Ok\r\n" as d                  = hold
@15  tick                                               = release c, release d
@16  S> P. "250\r\n550\r\n" as e                        = cut 5
+0.2 S> P. e+5:e$                                       = hold
@20  tick                                               = release e+5:e$
stats charged_total=4
