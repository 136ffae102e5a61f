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
@120 tick                                               = release
# So it does where it is not known whether one is.
owe 2 0.01
@1000 tick
open e client=2
+0   e S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"             = accept
+0   e C> P. "BDAT 11\r\n"                              = accept
+0   e S> P. "503 not advertised\r\n" as no             = hold 20, zero-window
@1020 tick                                              = release no
+0   e C> P. 10:21 "NOOP\r\nNOOP "                      = accept
owe 2 2
+0   e S> P. "250 OK\r\n" as one                        = hold 2, zero-window
+0   e S> R. one$                                       = hold, reset
source 2 debt=22
@1022 tick                                              = release one
@1042 tick                                              = release
# Behind 353 more answers come than lines were said (PRDR): it costs.
owe 3 0.01
@2000 tick
open g client=3
+0   g S> P. "220 mx.example\r\n250 PRDR\r\n"           = accept
+0   g C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n" = accept
+0   g S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   g C> P. "text\r\n.\r\n"                            = accept
+0   g S> P. "353 PRDR content analysis beginning\r\n"  = accept
owe 3 2
+0   g S> P. "250 2.1.5 first\r\n" as first            = hold 2, zero-window
+0   g S> R. first$                                     = hold, reset
source 3 debt=22
@2002 tick                                              = release first
@2022 tick                                              = release
