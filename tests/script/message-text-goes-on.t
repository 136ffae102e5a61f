# The server takes a dot between bare LFs for text, and says nothing: once nobody said
# anything for a minute, the text goes on, and what is in it is no command.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx.example\r\n250-mx\r\n250 CHUNKING\r\n" = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "DATA\r\n"                                   = accept
+0   S> P. "354 go\r\n"                                 = accept
+0   C> P. "x\n.\n" "BDAT 0\r\n"*2 "\r\n.\r\n" as text  = cut 4
@79  C> P. text+4:text$                                 = drop, wait
@140 C> P. text+4:text$                                 = accept
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
source 1 delivered=1
+1   tick
owe 1 12
# Its lines are counted as before.
+0   C> P. "VRFY b\r\n"                                 = accept
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 12, zero-window
@153 tick                                               = release b
+0   C> P. "MAIL FROM:<>\r\n"                           = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "DATA\r\n"                                   = accept
