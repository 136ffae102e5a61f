# What is answered while no reply is held (interval=0) is reserved no more.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200 tick
open one client=1
+0   one S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   one C> P. "RSET\r\nRSET\r\nRSET\r\nBDAT 0\r\n" = accept
conf interval=0
+0   one S> P. "250 2.0.0 Ok\r\n"*3 = accept
+0   one S> P. "503 5.5.1 no\r\n" = accept
conf interval=20
@400 tick
open two client=1
+0   two S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   two C> P. "RSET\r\nRSET\r\nRSET\r\nBDAT 0\r\n" = accept
