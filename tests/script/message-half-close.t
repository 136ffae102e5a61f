# A client that says FIN behind its message, and waits for the answer: its server is not
# reset for what others owe.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   one C> P. "RCPT TO:<a>\r\nBDAT 5 LAST\r\nhello"     = accept
+0   one S> .                                            = accept
charge 1 6
+0   one S> P. "550 5.1.1 no\r\n" as no                  = hold 20, zero-window
+0.2 one C> F.                                           = accept, abandon fin, discard no
+0   one S> P. "250 2.0.0 queued\r\n"                    = drop
# What the server sends again once that is due, it gets.
@221 one S> P. no                                      = accept
