# A guess behind a message is a server's last straw: its RST is not due with what has a token.
# When the server is spoken to it comes again, and costs as a reply.
conf interval=20 burst=4 max-hold=240 max-debt=3600 server-budget=0
owe 1 0.01
@200 tick
open a client=1
+0   a S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   a C> P. "MAIL FROM:<>\r\nRCPT TO:<me>\r\n"        = accept
+0   a S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"        = accept
+0   a C> P. "RCPT TO:<dead>\r\nBDAT 0\r\nRCPT guess\r\nRSET\r\n" = accept
charge 1 7
+0   a S> P. "550 5.1.1 no\r\n250 2.0.0 0 octets\r\n550 5.1.1 guess\r\n421 4.7.0 too many\r\n" as x = hold 20 cut 34, zero-window
+0.1 a S> R.                                             = drop
@220 tick                                                = release x:x+34
+0.1 a S> R x+34 as r                                    = hold 99.9, reset
@320 tick                                                = release r
