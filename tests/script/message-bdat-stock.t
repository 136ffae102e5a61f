# However a chunk's size is written, what is in it is no command whose answer is to
# come: nothing said later passes for one.
conf interval=4 burst=4
owe 1 0.01
@20  tick
for 1..4
open f%i client=1
+0   f%i S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"     = accept
+0   f%i C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"        = accept
+0   f%i S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"       = accept
end
+0   f1 C> P. "BDAT \x0b8\r\nBDAT 0\r\n"                = accept
+0   f2 C> P. "BDAT \t\r08 \r\nBDAT 0\r\n"             = accept
+0   f3 C> P. "BDAT 8LAST\r\nBDAT 0\r\n"               = accept
+0   f4 C> P. "BDAT 8 BLAST\r\nBDAT 0\r\n"             = accept
for 1..4
+0   f%i S> P. "250 2.0.0 8 octets\r\n"                 = accept
end
source 1 delivered=1
owe 1 20
for 1..4
+0   f%i C> P. "VRFY b\r\n"                             = accept
+0   f%i S> P. "252 2.0.0 b\r\n"                        = hold, zero-window
end
@40  tick                                               = 4x release
