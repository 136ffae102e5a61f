# What follows 354 is the message's answer, whatever its enhanced code is about.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1
+0   S> P. "220 mx.example\r\n250 mx\r\n"               = accept
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "RCPT TO:<ok>\r\n"                           = accept
+0   S> P. "250 2.1.5 Ok\r\n"                           = accept
+0   C> P. "DATA\r\n"                                   = accept
+0   S> P. "354 go\r\n"                                 = accept
charge 1 10
+0   C> P. "hello\r\n.\r\n"                             = accept
+0   S> P. "250 2.1.5 Message for <ok> taken\r\n"       = accept
