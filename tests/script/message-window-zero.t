# A known source's client that never has room, and begins each line with a byte that it
# said before, or says its first byte last: all of it is seen, and none of its 2xx is a
# message's.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
for 1..2
open f%i client=1
+0   f%i C> . win 0                                     = window 1024
+0   f%i S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
end
+0   f1 C> P. 0:28 "xMAIL FROM:<>\r\nRCPT TO:<a>\r\n" win 0 = window 1024
+0   f2 C> P. 2:28 "AIL FROM:<>\r\nRCPT TO:<a>\r\n" win 0  = drop
+0   f2 C> P. 1:2 "M" win 0                             = window 1024
+0   f2 C> P. 2:28 "AIL FROM:<>\r\nRCPT TO:<a>\r\n" win 0  = window 1024
for 1..2
+0   f%i S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n" ack 28 = accept
end
owe 1 12
+0   f2 C> P. 29:36 "RFY b\r\n" win 0                   = drop
+0   f2 C> P. 28:29 "V" win 0                           = window 1024
+0   f2 C> P. 29:36 "RFY b\r\n" win 0                   = window 1024
+0   f2 S> P. "252 2.0.0 b\r\n" ack 36                  = hold 12, zero-window
+0   f1 C> P. 27:36 "\nVRFY b\r\n" win 0                = window 1024
+0   f1 S> P. "252 2.0.0 b\r\n"                         = hold 12, zero-window
stop                                                    = 2x release, 2x early
