# However many lines are to be answered before a message, they are not few.
conf interval=4 burst=2
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "RSET\r\n"*128                               = accept
+0   C> P. "RSET\r\n"*128                               = accept
+0   C> P. "RSET\r\nDATA\r\n"                           = cut 6
# DATA and BDAT begin a message, and no other word; where a line begins with them.
owe 2 0.01
@40  tick
open b client=2
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b C> P. "RSET\r\nRSET\r\nRSET\r\nRSET "                    = accept
+0   b C> P. "DATA\r\nRSET\r\nRSET\r\nDATE\r\n"           = accept
