# Twin worlds: the guess behind a message is right.  Its source owes: what has no token is
# left unread while what has one waits, so that no range says what is behind it.
conf interval=20 burst=4 max-hold=240 max-debt=3600 server-budget=0
owe 1 0.01
@200 tick
open a client=1
+0   a S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   a C> P. "MAIL FROM:<>\r\nRCPT TO:<me>\r\n"        = accept
+0   a S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"        = accept
+0   a C> P. "RCPT TO:<dead>\r\nBDAT 0\r\nVRFY guess\r\n" = accept
charge 1 19
+0   a S> P. "550 5.1.1 no\r\n250 2.0.0 0 octets\r\n252 2.0.0 guess\r\n" as x = hold 20 cut 34, zero-window
+0.2 a S> P. x+34:x$                                     = drop, zero-window
@220 tick                                                = release x:x+34
# The server sends it again, and it waits for what is owed.
@220.4 a S> P. x+34:x$ as guess = hold 240, zero-window, rst, detach late
stop = release guess, early
