# Behind a 221 or 421 a server says no more: its reset, where the client's last words
# are left unread, stands for no reply, and is free.
conf interval=4 burst=1
open a
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   a S> P. "421 4.3.0 closing\r\n"                    = accept
+0   a S> R.                                            = accept
open b
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "221 2.0.0 Bye\r\n"                        = accept
+0   b S> R.                                            = accept
source 1 unknown
# Not where a reply came behind it, nor where something was not read.
open c
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c S> P. "421 4.3.0 closing\r\n"                    = accept
+0   c S> P. "250 2.0.0 Ok\r\n"                         = accept
+0   c S> R. as instead                                 = hold 4, reset
@4   tick                                               = release instead flow=c
source 1 errors=1
open d client=2
+0   d S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   d S> P. "421 4.3.0 closing\r\n" as bye             = accept
+0   d S> R. bye$+30 as beyond                          = hold 4, reset
@8   tick                                               = release beyond flow=d
source 2 errors=1
