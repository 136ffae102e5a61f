# A connection that began before its source was known, of a client that never has room: from
# the next word on all of it is seen, so what comes out of order waits for its turn.
conf interval=4 burst=4 max-hold=60
open client=1
+0   C> . win 0                                         = window 1024
+0   S> P. "220 mx.example\r\n"                         = accept
charge 1 1
+0   C> P. "EHLO a\r\n" win 0                           = window 1024
+0   S> P. "250 mx.example\r\n"                         = accept
+0   C> P. 14:30 "RCPT TO:<guess>\n" win 0              = drop
