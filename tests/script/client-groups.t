# What must be the last of a group of lines (RFC 2920 3.1: all but MAIL, RCPT, RSET and BDAT)
# waits for its answer: what a server does with what is behind it, a text or a QUIT, would
# tell that before it is given.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1
+0   S> P. "220 mx.example\r\n"                         = accept
+0   C> P. "EHLO a\r\nMAIL FROM:<>\r\n"                 = cut 8
+0   C> P. 9:23 "MAIL FROM:<>\r\n" as mail              = drop
+0   S> P. "250-mx\r\n"                                 = accept
+0   C> P. mail                                         = drop
+0   S> P. "250 PIPELINING\r\n"                         = accept
+0   C> P. mail                                         = accept
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "RCPT TO:<guess>\r\nDATA\r\ntext\r\n"        = cut 23
+0   C> P. 46:52 "text\r\n" as text                     = drop
for 1..20
+0   C> P. text                                         = drop
end
+0   S> P. "250 2.1.5 Ok\r\n354 go\r\n"                 = accept
+0   C> P. 46:69 "text\r\n.\r\nMAIL FROM:<>\r\n"        = accept
+0   S> P. "250 2.0.0 queued\r\n250 2.1.0 Ok\r\n"       = accept
+0   C> P. "VRFY guess\r\nQUIT\r\n"                     = cut 12
+0   S> P. "252 2.0.0 guess\r\n"                        = accept
# A line ends with LF alone, too.
open nl client=1
+0   nl S> P. "220 mx.example\r\n250 mx.example\r\n"    = accept
+0   nl C> P. "MAIL FROM:<>\nDATA\ntext\n"             = cut 18
# A word that begins as BDAT or DATA does is another one.
open word client=1
+0   word S> P. "220 mx.example\r\n250 mx.example\r\n"  = accept
+0   word C> P. "DATE\r\nMAIL FROM:<>\r\n"              = cut 6
# Of a server whose lines end with LF alone it is not known what answers what.
open lf client=1
+0   lf S> P. "220 mx\n"                                = accept
+0   lf C> P. "EHLO a\r\n"                              = accept
+0   lf S> P. "250 mx\n"                                = accept
+0   lf C> P. "MAIL FROM:<>\r\nDATA\r\ntext\r\n"        = accept
