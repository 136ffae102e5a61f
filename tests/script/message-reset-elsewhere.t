# A reset at a number that the server does not expect ends nothing: what is reserved stays.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   one C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = accept
+0   one C> R 500000:500000                              = accept
charge 1 6
+0   one S> P. "550 5.1.1 no\r\n" as no                  = hold 20, zero-window
+0   one S> P. "250 2.1.5 Ok\r\n" as ok                  = hold 20, zero-window
+0   one S> P. "250 2.0.0 queued\r\n" as q               = hold 20, zero-window
@220 tick = 3x release
