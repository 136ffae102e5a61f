# The answer to BDAT (RFC 3030) says that a part of a message was taken, LAST that
# all was: neither waits, however overdrawn the source is; who is not told sends it
# twice.  What is no message's does wait.
conf interval=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
@21  C> P. "BDAT 5\r\nhello"
+0.1 S> P. "250 2.0.0 5 octets\r\n"                     = accept
@22  C> P. "bdat 0 last\r\n"
+0.1 S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1 errors=0
open two
@23  two S> P. "220 mx.example\r\n" as hi               = hold 8.5
stop                                                    = release hi, early
