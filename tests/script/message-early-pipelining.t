# All in one flight before the greeting (Exim's PIPECONNECT): of that one line passes, as
# of what stands behind EHLO (RFC 2920 3.1).  The rest comes again, and waits for its answer.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
+0   one C> P. "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" = cut 8
+0   one C> P. 9:54 "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" as rest = drop
+1   one S> P. "220 mx.example\r\n"                      = accept
+0   one S> P. "250-mx\r\n250 CHUNKING\r\n"                        = accept
+0   one C> P. rest                                       = accept
+0   one S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 queued\r\n" = accept
source 1 delivered=1
# Nor is what may be anywhere in a group: none begins before the greeting.
open two client=1
+0   two C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n" = cut 14
