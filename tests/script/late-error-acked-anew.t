# A connection was idle for so long that it may be another one.  What its client
# acknowledges before anything of it is read is not believed.
kernel prefilter
conf interval=4 policy=reply
open mid ts acks=explicit
+0.3 S> P. 1:15 "550 5.1.1 no\r\n" as no                = hold 4
+4   tick                                               = release no
+0.1 C> . ack no$                                       = accept
+1000 S> . 14:14                                        = accept
+0.1 C> . ack no$+42                                    = accept
+0.1 S> P. no$:no$+14 "250 2.1.5 Ok\r\n"                = accept
+0.1 S> P. no$+28:no$+42 "250 2.1.5 Ok\r\n"             = accept
+0.1 S> P. no$+14:no$+28 "550 5.1.1 no\r\n" as late     = hold
+4   tick                                               = release late
# It was given what is behind that, though reading is not there again.
+0.1 C> . ack no$+42                                    = accept
