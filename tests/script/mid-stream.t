# Picked up in the middle (the daemon was started later): the first segment that
# is seen begins a line; the prefilter's rule says so.
conf interval=4 policy=reply
open mid
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
open two mid
+0   two S> P. "250 2.1.5 Ok\r\n"                       = accept
+0   two S> P. "550 5.1.1 no\r\n" as no2                = hold 4
+4   tick                                               = release no2
