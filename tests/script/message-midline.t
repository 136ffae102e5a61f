# A chunk that its server refuses is commands to it, and where the chunk ends it is in
# mid-line: what comes next is no verb.  Lines are counted again behind one that was seen
# to end.
conf interval=4 max-hold=20
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "EHLO x\r\n"                                 = accept
+0   S> P. "250-mx.example\r\n250 CHUNKING\r\n"             = accept
+0   C> P. "BDAT 11\r\n"                                = accept
+0   S> P. "503 there are none\r\n" as no               = hold 4, zero-window
@24  tick                                               = release no
+0   C> P. "NOOP\r\nNOOP "                              = accept
+0   S> P. "250 OK\r\n"                                 = accept
owe 1 3000
+0   C> P. "BDAT 16\r\n"                                = accept
+0   S> P. "250 OK\r\n" as two                          = hold 20, zero-window, rst, detach late
@44  tick                                               = discard two
