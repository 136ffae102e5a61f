# Of a client without room for a reply the server keeps the reply, and what it does
# then can be seen.  So a command passes with room for one, whatever the client
# says; a window that has room, and a bare ACK, are left alone.
conf interval=4
owe 1 0.01
@20  tick
open mid
# Before anything is known of the connection, too.
+0   C> . win 0                                         = accept
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "NOOP\r\n" win 100                           = window 1024
+0   C> P. "NOOP\r\n" win 0                             = window 1024
+0   C> P. "NOOP\r\n" win 127 partial                   = window 1024
+0   C> P. "NOOP\r\n" win 128                           = accept
+0   C> . win 0                                         = accept
stats widened_total=3
