# A failed login behind a message costs more: the message's 250 does not wait for it.
conf interval=20 burst=4 max-hold=240 auth-interval=200 server-budget=0
owe 1 0.01
@200 tick
open a client=1
+0   a S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"        = accept
+0   a C> P. "RCPT TO:<dead>\r\nBDAT 5 LAST\r\nhelloAUTH PLAIN g\r\n" = accept
+0   a S> P. "550 5.1.1 no\r\n250 2.0.0 queued\r\n535 5.7.8 no\r\n" as x = hold 20 cut 32, zero-window
@220 tick                                                = release x:x+32
@221 a S> P. x+32:x$ as no                               = hold, zero-window
stop = release no, early
