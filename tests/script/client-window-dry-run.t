# A dry run changes nothing.
conf interval=4 dry-run=yes
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "NOOP\r\n" win 0                             = accept
+0   C> P. "RCPT TO:<a>\r\n"*9 "DATA\r\n"               = accept
stats widened_total=0 behind_total=0
