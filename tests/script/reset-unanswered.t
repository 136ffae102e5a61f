# An answer waits, and behind it a reset: the server has read what was said, and a reset
# stands for the answer that stays with it.  So it costs, and waits.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@10  tick
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a C> P. "MAIL FROM:<>\r\nRCPT TO:<guess>\r\n"      = accept
owe 1 2
+0   a S> P. "250 2.1.0 Ok\r\n" as ok                   = hold 2, zero-window
source 1 debt=2
+1   a S> R. ok$                                        = hold, reset
source 1 debt=21
@12  tick                                               = release ok
@32  tick                                               = release
@100 tick
# Behind a goodbye, and a FIN that was not seen, it stands for nothing.
open c client=1
+0   c S> P. "220 mx.example\r\n"                       = accept
+0   c C> P. "EHLO a\r\n"                               = accept
+0   c S> P. "250 mx.example\r\n421 4.4.2 timeout\r\n" as bye = accept
+0   c C> P. "NOOP\r\n"                                 = accept
+0   c S> R bye$+1                                      = accept
# But where one is open, it costs.
open d client=1
+0   d S> P. "220 mx.example\r\n"                       = accept
+0   d C> P. "VRFY guess\r\n"                           = accept
+0   d S> R.                                            = hold 20, reset
stop                                                    = release
