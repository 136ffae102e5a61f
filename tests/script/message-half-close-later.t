# Behind its client's FIN the server answers all that was said: what has a token keeps it.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   one C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nRCPT TO:<c>\r\nBDAT 5 LAST\r\nhello"     = accept
+0   one S> .                                            = accept
charge 1 20
+0   one S> P. "550 5.1.1 no\r\n" as no                  = hold 20, zero-window
+0.2 one C> F.                                           = accept, abandon fin, discard no
@220 tick
@221 one S> P. no                                        = accept
+0.1 one S> P. "550 5.1.1 no\r\n" as no2                 = hold 20, zero-window
@241.1 tick                                              = release no2
