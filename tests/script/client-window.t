# Of a client whose window is closed the server keeps the reply, and what it does
# then can be seen.  So what it says passes with room for a reply; a window that has
# any room, a SYN and an RST are left alone.  Of a connection that is seen from the
# start less than a long reply is no room.
conf interval=4
owe 1 0.01
@20  tick
open mid
# Before anything is known of the connection, too.
+0   C> . win 0                                         = window 1024
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "NOOP\r\n" win 0                             = window 1024
+0   C> P. "NOOP\r\n" win 0 partial                     = window 1024
+0   C> P. "NOOP\r\n" win 127                           = window 1024
+0   C> P. "NOOP\r\n" win 128                           = accept
+0   C> P. "NOOP\r\n"*400 gso                           = accept
+0   C> . win 0                                         = window 1024
+0   C> R. win 0                                        = accept
stats widened_total=5 client_packets_total=8
