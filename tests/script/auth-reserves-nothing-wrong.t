# Twin worlds: the password is wrong.  The answer to AUTH gives back all that is reserved:
# behind it one server goes on in other words, and neighbours in the network would see it.
conf interval=20 burst=4 max-hold=240 network-rate=1 auth-interval=20 server-budget=0
owe 7.1 0.01
owe 7.4 0.01
charge 7.9 1
@200 tick
open a client=7.1
+0   a S> P. "220 mx.example\r\n250-AUTH PLAIN\r\n250 CHUNKING\r\n"      = accept
+0   a C> P. "RSET\r\nRSET\r\nBDAT 0\r\nAUTH PLAIN g\r\n"   = accept
owe 7.1 100
+0   a S> P. "535 5.7.8 no\r\n" as x = hold, zero-window
open t client=7.4
+0   t S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"        = accept
+0   t C> P. "RSET\r\nRSET\r\nRSET\r\nBDAT 0\r\n"        = accept
stop = release x, early
