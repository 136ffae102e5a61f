# A size behind blanks, or a sign, and a verb behind blanks are what servers take them
# for: what is in the message is no command.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   C> P. " \tbdat \t+24\r\nBDAT 0\r\nBDAT 0\r\nBDAT 0\r\nVRFY b\r\n" = accept
+0   S> P. "250 2.0.0 24 octets\r\n"                    = accept
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 12, zero-window
@32  tick                                               = release b
# A word that only begins as theirs do is another one.
+0   C> P. "RDAT\r\nRB\r\nBDEL\r\n"                           = accept
owe 1 12
+0   S> P. "250 2.0.0 no message\r\n" as c              = hold 12, zero-window
@44  tick                                               = release c
