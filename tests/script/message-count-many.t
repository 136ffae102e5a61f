# Of two hundred and fifty-seven lines each is to be answered, though the server's TCP has all.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "RSET\r\n"*240                               = accept
+0   C> P. "RSET\r\n"*16                                = accept
+0   C> P. "MAIL FROM:<a@slow.example>\r\n"             = accept
+0   S> P. "250 2.0.0 Ok\r\n"*90                        = accept
+0   S> P. "250 2.0.0 Ok\r\n"*90                        = accept
+0   S> P. "250 2.0.0 Ok\r\n"*76                        = accept
owe 1 12
+0.1 C> P. "BDAT 0\r\n"                                 = drop
+1   S> P. "250 2.0.0 Ok\r\n" as b                      = hold 10.9, zero-window
stop                                                    = release b, early
