# N passwords in one instant, though one source learns one an interval: the connections
# are brought to 334 while nothing is owed; the first wrong one overdraws the bucket, and
# the right one is told all the same.
conf interval=20 burst=4 max-hold=240 server-budget=0
owe 1 0.01
@1   tick
for 1..9
open f%i client=1
+0   f%i S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"   = accept
+0   f%i C> P. "AUTH PLAIN\r\n"                         = accept
+0   f%i S> P. "334 \r\n"                               = accept
end
for 1..8
+0   f%i C> P. "bDAtYQBndWVzcwBwYXNz\r\n"               = accept
+0   f%i S> P. "535 5.7.8 wrong\r\n"                    = hold, zero-window
end
+0   f9 C> P. "bDAtYQBndWVzcwByaWdodA==\r\n"            = accept
+0   f9 S> P. "235 2.7.0 welcome\r\n"                   = hold, zero-window
stop                                                    = 9x release, 9x early
