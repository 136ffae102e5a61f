# Of a connection that the kernel has from now on, nothing stays reserved.
conf interval=20 burst=4 max-hold=240
kernel prefilter
owe 1 0.01
@200 tick
open one client=1
+0   one S> P. "220 mx.example\r\n250-AUTH PLAIN\r\n250 CHUNKING\r\n"     = accept
+0   one C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 0\r\nAUTH PLAIN AGEAYg==\r\n" = accept
+0   one S> P. "235 2.7.0 Ok\r\n"                        = exempt auth
+0   one S> P. "250 2.1.0 Ok\r\n"                        = unseen
open two client=1
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   two C> P. "RSET\r\nRSET\r\nRSET\r\nBDAT 0\r\n"      = accept
+0   two S> P. "250 2.0.0 Ok\r\n"*3                = accept
+0   two S> P. "503 5.5.1 no\r\n" as no                 = hold 20, zero-window
@220 tick = release no
@400 tick
# Nor of one that begins TLS.
open three client=1
+0   three S> P. "220 mx.example\r\n250-STARTTLS\r\n250 CHUNKING\r\n" = accept
+0   three C> P. "RSET\r\nRSET\r\nBDAT 0\r\nSTARTTLS\r\n" = accept
+0   three S> P. "220 2.0.0 Go ahead\r\n"                = accept
+0   three S> P. "\x16\x03\x03\x00\x04hihi"              = exempt tls
+0   two C> P. "RSET\r\nRSET\r\nRSET\r\nRSET\r\nBDAT 0\r\n" = accept
+0   two S> P. "250 2.0.0 Ok\r\n"*5                      = accept
# Nor where the kernel does not have that, since its source owes.
@800 tick
open four client=1
+0   four S> P. "220 mx.example\r\n250-STARTTLS\r\n250 CHUNKING\r\n" = accept
+0   four C> P. "RSET\r\nRSET\r\nBDAT 0\r\nSTARTTLS\r\n"  = accept
+0   four S> P. "220 2.0.0 Go ahead\r\n"                 = accept
owe 1 10
+0   four S> P. "\x16\x03\x03\x00\x04hihi" as hello      = hold 10, zero-window
@810 tick                                                = release hello
@900 tick
open five client=1
+0   five S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   five C> P. "RSET\r\nRSET\r\nRSET\r\nRSET\r\nBDAT 0\r\n" = accept
