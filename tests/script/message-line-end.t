# Where the client's lines are not counted, they are again behind one that ended in each
# copy of it: which one its server has, nobody knows.
conf interval=4 max-hold=20
owe 1 0.01
@20  tick
open a client=1
+0   a S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"             = accept
+0   a C> P. "BDAT 11\r\n"                              = accept
+0   a S> P. "503 not advertised\r\n" as no             = hold 4, zero-window
@24  tick                                               = release no
+0   a C> P. 10:21 "NOOP\r\nNOOP\n"                     = accept
+0   a C> P. 10:21 "NOOP\r\nNOOP "                      = accept
+0   a S> P. "250 OK\r\n" ack 21                        = accept
owe 1 10
+0   a C> P. "BDAT 16\r\n"                              = accept
+0   a S> P. "250 OK\r\n" as two                        = hold 10, zero-window
@34  tick                                               = release two
# Nor behind what passed unseen.
open b client=1
+0   b S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"             = accept
+0   b C> P. "NOOP\r\n"                                 = accept
+0   b S> P. "250 OK\r\n" ack 12                        = accept
owe 1 10
+0   b C> P. 12:25 "BDAT 0 LAST\r\n"                    = accept
+0   b S> P. "252 guess\r\n" as right                   = hold 10, zero-window
@44  tick                                               = release right
