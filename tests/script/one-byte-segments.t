# A tiny window cuts a reply into segments of one byte each: the first of them
# is held, and all others behind it.
conf interval=4 policy=reply
open
+0   S> P. "220 a\r\n"                                  = accept
+0   S> P. "2"                                          = accept
+0   S> P. "5"                                          = accept
+0   S> P. "0"                                          = accept
+0   S> P. " "                                          = accept
+0   S> P. "5"                                          = accept
+0   S> P. "\r"                                         = accept
+0   S> P. "\n"                                         = accept
@1   S> P. "5" as a                                     = hold 4
+0   C> .                                               = accept
+0.1 S> P. "5" as b                                     = hold, zero-window
+0.1 S> P. "0" as c                                     = hold, zero-window
+0.1 S> P. " " as d                                     = hold, zero-window
+0.1 S> P. "x" as e                                     = hold, zero-window
+0.1 S> P. "\r" as f                                    = hold, zero-window
+0.1 S> P. "\n" as g                                    = hold, zero-window
+0.1 S> P. a:g$                                         = drop, zero-window
@5   tick                                               = release a, release b, release c, release d, release e, release f, release g
+0   S> P. "2"                                          = accept
stats charged_total=1
