# Where n intervals are longer than the longest hold, as many replies as fit are
# held, cut at a reply's end; the rest is held when the server sends it again.  The third
# is charged as the first two are released, so its interval began then.
conf interval=4 policy=reply max-hold=10
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 a\r\n550 5.1.1 b\r\n550 5.1.1 c\r\n550 5.1.1 d\r\n" as all \
     = hold 8 cut 26, held replies=2
+0   C> .                                               = accept
+0.2 S> P. all                                          = hold cut 26, discard all:all+26, zero-window
@9   tick                                               = release all:all+26
@12  S> P. all+26:all$                                  = hold 5, zero-window
@17  tick                                               = release all+26:all$
stats charged_total=4 held_replies_total=4 cut_total=2
