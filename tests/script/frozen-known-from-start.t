# A source that is known is seen from its first packet on: a greeting that waits
# freezes all of the connection, and EHLO waits outside.
conf interval=4
owe 1 6
open ts
+0   C> .                                               = accept
+1   S> P. "220 mx.example\r\n" as hi                   = hold 5, zero-window, held reason=greeting
+1   C> P. "EHLO x\r\n" as ehlo                         = drop, wait ack=1
+1   C> P. ehlo                                         = drop, wait ack=1
+0   S> P. hi                                           = hold, discard hi, zero-window
@6   tick                                               = release hi
+0   C> P. ehlo                                         = accept
+0   S> P. "250 mx.example\r\n"                         = accept
