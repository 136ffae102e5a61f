# AUTH PLAIN, RFC 4954: what follows 334 is base64, and may begin with "bDAt" (that of
# "l0-").  It is no BDAT: its answer waits as any other does.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
+0   C> P. "AUTH PLAIN\r\n"                             = accept
+0   S> P. "334 \r\n"                                   = accept
owe 1 12
+0   C> P. "bDAtYQBndWVzcwBwYXNz\r\n"                   = accept
+0   S> P. "235 2.7.0 welcome\r\n" as in                = hold 12, zero-window
stop                                                    = release in, early
