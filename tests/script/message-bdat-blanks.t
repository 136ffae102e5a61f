# A size behind blanks is what servers take it for: what is in the message is no command.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"            = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"           = accept
owe 1 12
+0   C> P. "bdat \t24\r\nBDAT 0\r\nBDAT 0\r\nBDAT 0\r\nVRFY b\r\n" = accept
+0   S> P. "250 2.0.0 24 octets\r\n"                    = accept
+0   S> P. "252 2.0.0 b\r\n" as b                       = hold 12, zero-window
@32  tick                                               = release b
# A word that only begins as theirs do is another one.
+0   C> P. "RDAT\r\nRB\r\nBDEL\r\n"                     = accept
owe 1 12
+0   S> P. "250 2.0.0 no message\r\n" as c              = hold 12, zero-window
@44  tick                                               = release c
# Where Postfix takes a chunk and Exim a wrong line, or the other way round, what is behind it
# waits for an answer.  If none comes, it is read as lines, and none of them as BDAT.
@100 tick
open pm client=1
+0   pm S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" = accept
+0   pm C> P. " BDAT 10\r\nBDAT 99\r\nxRSET\r\nRSET\r\n" as rest = cut 10
+50  pm C> P. rest+10:rest$                             = drop, wait
+19  pm C> P. rest+10:rest$                             = cut 9
+0   pm S> P. "250 2.0.0 10 octets\r\n"                 = accept
+0   pm C> P. rest+19:rest$                             = cut 7
+90  tick
for 1..5
open x%i client=1
+0   x%i S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" = accept
end
+0   x1 C> P. "BDAT\t99\r\nRSET\r\n"                    = cut 9
+0   x2 C> P. "BDAT 99 \0\r\nRSET\r\n"                  = cut 11
+0   x3 C> P. "BDAT 99 a\0\r\nRSET\r\n"                 = cut 12
+0   x4 C> P. "BDAT +99\r\nRSET\r\n"                    = cut 10
+0   x5 C> P. "BDAT 99" " "*2050 "\r\nRSET\r\n"         = cut 2059
