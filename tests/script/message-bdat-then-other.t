# What is said right behind BDAT is answered as anything else is: it must not pass for
# a second part of the message.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   C> P. "BDAT 5\r\nhelloVRFY b\r\nNOOP\r\n"            = accept
+0   S> P. "250 2.0.0 5 octets\r\n"                     = accept
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 12, zero-window
@32  tick                                               = release b
# Nor may another part follow what is not answered, though there are tokens for that.
@80  tick
open two
+0   two S> P. "220 mx.example\r\n250 CHUNKING\r\n"     = accept
+0   two C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"        = accept
+0   two S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"       = accept
+0   two C> P. "BDAT 5\r\nhelloBDAT 0\r\nVRFY b\r\nBDAT 0 LAST\r\n" as all = cut 29
+0   two S> P. "250 2.0.0 5 octets\r\n" ack all+29      = accept
owe 1 12
+0   two S> P. "250 2.0.0 0 octets\r\n"                 = accept
+0   two S> P. "252 2.0.0 b\r\n" as c                   = hold 12, zero-window
@92  tick                                               = release c
+0   two C> P. all+29:all$                              = accept
+0   two S> P. "250 2.0.0 queued\r\n"                   = accept
