# A server that writes code and text apart.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   one C> P. "RCPT TO:<a>\r\nRCPT TO:<b>\r\nBDAT 5 LAST\r\nhello" = accept
charge 1 20
+0   one S> P. "250 "                                    = accept
+0   one S> P. "2.1.5 Ok\r\n"                            = accept
# Nor is every x3x about a login.
+0   one S> P. "530 5.7.0 auth required\r\n" as no       = hold 20, zero-window
+0   one S> P. "250 2.0.0 queued\r\n" as queued          = hold 20, zero-window
@220 tick                                                = release no, release queued
