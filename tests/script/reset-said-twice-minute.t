# A minute without a word shows that nothing is unanswered, but not what is read: here it
# is a chunk that the server never heard of.
conf interval=20 burst=4 max-hold=240 max-debt=6000
owe 1 1
owe 2 1
@1   tick
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a C> P. "BDAT 99999\r\n" as a1                     = accept
+0   a C> P. a1 "NOOP     7\r\n"                        = accept
+0   a S> P. "250 2.0.0 Ok\r\n"                         = accept
+0   a C> .                                             = accept
@62  a C> P. "VRFY a\r\nVRFY b\r\nVRFY c\r\nVRFY d\r\nVRFY e\r\nQUIT\r\n" = accept
+0   a S> R.                                            = hold 20, reset
source 1 errors=6
@82  tick                                               = release
# Who ends an idle connection after that answers nothing.
owe 2 1
@104 tick
open b client=2
+0   b S> P. "220 mx.example\r\n"                       = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<g>\r\n"          = accept
+0   b S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"         = accept
+0   b C> P. "DATA\r\n"                                 = accept
+0   b S> P. "354 go\r\n"                               = accept
+0   b C> P. "a\r\n"*300                                = accept
+0   b C> P. "b\r\n"*30 ".\r\n" as text                 = accept
+0.02 b C> P. text                                      = accept
+0.02 b S> .
+0.1 b S> P. "250 2.0.0 Ok\r\n"                         = accept
+0.1 b C> .                                             = accept
+290 b S> R.                                            = hold 20, reset
source 2 errors=1
+20  tick                                               = release
