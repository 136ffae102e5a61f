# What acknowledges less than was acknowledged, by more than the largest window, no server
# reads (RFC 5961 5.2): nor is it read here.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open acks=explicit
+0   S> P. "220 mx.example\r\n250-" "x"*400 "\r\n250 CHUNKING\r\n" as ehlo = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n" ack ehlo$ win 200 = window 1024
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n" as r      = accept
+0   C> . ack r$ win 200                                = window 1024
owe 1 12
+0   C> P. "BDAT 00000000\r\n" ack 1 win 200 as x       = drop
+0   C> P. x "VRFY guess123\r\n" ack r$ win 200         = window 1024
+0   S> P. "252 2.0.0 guess123\r\n" as b                = hold 12, zero-window
stop                                                    = release b, early
