# A part of a chunk passed unseen, and the server has it: so much less of the chunk
# follows, and what is behind it is a command.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
+0   C> P. "BDAT 40\r\n0123456789" as b                 = accept
+0   S> . ack b$+10                                     = accept
+0   C> P. b$+10:b$+30 "ABCDEFGHIJKLMNOPQRST"           = accept
+0   S> P. "250 2.0.0 Ok\r\n" ack b$+30                 = accept
+0   C> P. b$+30:b$+48 "BDAT 5 LAST\r\nhello"           = accept
owe 1 12
+0   S> P. "250 2.0.0 queued\r\n" ack b$+48             = accept
