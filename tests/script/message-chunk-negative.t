# A size with a minus is what Exim takes it for, sscanf("%u"): 2^32 less.  How much follows
# is not known here: what is behind such a line waits for its answer.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 OK\r\n250 Accepted\r\n"                 = accept
+0   C> P. "BDAT -4294967272 LAST\r\nBDAT 0\r\nBDAT 0\r\nBDAT 0\r\n" = cut 23
+0   C> P. "BDAT 0\r\n"                                = drop
+0   S> P. "501 malformed BDAT command\r\n" as no       = hold, zero-window
stop                                                    = release no, early
