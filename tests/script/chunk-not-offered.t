# To a server that does not offer CHUNKING (RFC 3030 2), BDAT is a word like any other: it
# takes what follows for lines, so what follows has an answer each, and costs.
conf interval=20 burst=4 max-hold=240 max-debt=200
owe 1 1
@1   tick
open a client=1
+0   a S> P. "220 mx.example\r\n250-mx\r\n250 PIPELINING\r\n" = accept
+0   a C> P. "MAIL FROM:<>\r\nBDAT 4000000\r\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\n" = cut 28
# Where it does, or may, since the answer to EHLO was not seen, they are the chunk.
open b client=1
+0   b S> P. "220 mx.example\r\n250-mx\r\n250-PIPELINING\r\n250-chunking\r\n250 HELP\r\n" = accept
+0   b C> P. "MAIL FROM:<>\r\n"                         = accept
+0   b S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   b C> P. "BDAT 4000000\r\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\n" = accept
# Said of something else it is no offer.
open c client=1
+0   c S> P. "220 mx.example\r\n250-CHUNKING\r\n250-XCHUNKING\r\n250-SIZE CHUNKING\r\n250 CHUNK\r\n" = accept
+0   c C> P. "MAIL FROM:<>\r\n"                         = accept
+0   c S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   c C> P. "BDAT 4000000\r\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\n" = cut 14
# It may come in pieces, and once EHLO is said again.
open d client=1
+0   d S> P. "220 mx.example\r\n250 mx\r\n"             = accept
+0   d C> P. "EHLO me\r\n"                              = accept
+0   d S> P. "250-mx\r\n250-CHUN"                       = accept
+0   d S> P. "KING\r\n250 HELP\r\n"                     = accept
+0   d C> P. "MAIL FROM:<>\r\n"                         = accept
+0   d S> P. "250 2.1.0 Ok\r\n"                         = accept
+0   d C> P. "BDAT 4000000\r\nRCPT TO:<g1>\r\nRCPT TO:<g2>\r\n" = accept
