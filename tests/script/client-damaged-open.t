# A damaged packet where nothing is held teaches nothing either: no BDAT was said
# by it.
conf interval=4 burst=1
owe 1 0.01
+0.1 tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. 1:9 "MAIL a\r\n"                             = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. 9:22 "BDAT 9 LAST\r\n" damaged               = accept
owe 1 8
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold 7.9, zero-window
@8.1 tick                                               = release ok
stats bad_checksum_total=1
