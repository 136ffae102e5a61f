# A part of a text that comes before its turn comes again, however often: the server would
# have it, whatever came in its place, and no text ends there.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "DATA\r\n" as d                              = accept
+0   S> P. "354 go\r\n"                                 = accept
for 1..9
+0   C> P. d$+2:d$+15 "abcdefghijklm"                   = drop
end
+0   C> P. d$:d$+2 "ab"                                 = accept
+0   C> P. d$+2:d$+15 "\r\n.\r\nBDAT 0\r\n"             = accept
owe 1 12
+0   S> P. "250 2.0.0 queued\r\n"                       = accept
