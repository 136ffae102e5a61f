# On a connection that began before its source was known, what is about no
# address still passes in the kernel; from the next answer on that may be, all
# is looked at.
conf interval=4 policy=reply
kernel prefilter
open
open next
+0   next S> P. "220 mx.example\r\n"                    = unseen
+0   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0   next S> P. "250 2.1.0 Ok\r\n"                      = unseen
+0   next S> P. "354 End data with <CR><LF>.<CR><LF>\r\n" = unseen
+0   next S> P. "250 2.1.5 Ok\r\n"                      = accept
+0   next S> P. "250 2.0.0 Ok: queued\r\n"              = accept
+0   next S> P. "550 5.1.1 no\r\n" as second            = hold 4
@4   tick                                               = release no, release second
