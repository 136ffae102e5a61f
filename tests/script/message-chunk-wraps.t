# Exim reads 32 bits of a chunk's size: of this one 3, and what is behind it are commands.
# So nothing is behind such a line before it is answered; but a large message is one.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open a client=1
+0   a S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"       = accept
+0   a C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"          = accept
+0   a S> P. "250 OK\r\n250 Accepted\r\n"               = accept
+0   a C> P. "BDAT 4294967299\r\nabcRCPT TO:<guess>\r\n" = cut 17
open b client=1
+0   b S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"       = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\n"          = accept
+0   b S> P. "250 OK\r\n250 Accepted\r\n"               = accept
+0   b C> P. "BDAT 399999999 LAST\r\nabc\r\nQUIT\r\n"   = accept
# A count that is wrong, since a server does not answer a line, is not believed behind a
# minute without a word.
open c client=1
+0   c S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   c C> P. "\r\nNOOP\r\n"                             = accept
+0   c S> P. "250 2.0.0 Ok\r\n"                         = accept
+0   c C> P. "NOOP\r\n" as noop                         = drop
+59  c C> P. noop                                       = drop
+61  c C> P. noop                                       = accept
