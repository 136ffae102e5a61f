# The first error of a source, and a message behind it whose BDAT passed unseen: what
# is in the chunk is no command, and not kept back.
conf interval=4 burst=4 max-hold=60
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 100000 LAST\r\n" as c
+0   C> . "a line of text\r\n"*50 as d
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   S> P. "550 5.1.1 no\r\n250 2.1.5 Ok\r\n" as no     = hold 4
+0   C> . "b line of text\r\n"*90 as t                  = drop
@4   tick                                               = release no
+0.1 C> . t                                             = accept
+0   S> .                                               = accept
+0   C> . "database,1\r\n"*100 as x                     = accept
