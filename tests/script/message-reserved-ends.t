# What is reserved for answers that don't come is given back, however a connection ends.
conf interval=20 burst=4 max-hold=60
owe 1 0.01
open s client=1
@100 tick
+0   s S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   s C> P. "RSET\r\nRSET\r\nRSET\r\nBDAT 5 LAST\r\nhello" = accept
open t client=1
+0   t S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
# One token is left.
+0   t C> P. "RSET\r\nRSET\r\nBDAT 0\r\n" as kept      = cut 12
+0.1 t C> P. kept+12:kept$                             = drop
# The server ends it, and has answered one line.
+0   s S> FP. "421 4.3.2 shutting down\r\n"            = accept
+0   t C> P. kept+12:kept$                             = accept
+0   t S> P. "250 2.0.0 Ok\r\n"*2                      = accept
+0   t S> P. "250 2.0.0 0 octets\r\n"                  = accept
# The server resets it, which costs a token for each of two lines that it has not answered.
open u client=1
+0   u S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   u C> P. "RSET\r\nRSET\r\nRSET\r\nBDAT 5 LAST\r\nhello" = accept
+0   t C> P. "RSET\r\nRSET\r\nBDAT 0\r\n" as kept2     = cut 12
+0   u S> P. "250 2.0.0 Ok\r\n"*2                      = accept
+0   u S> R. "" as bye                                 = hold 20, reset
+0.1 t C> P. kept2+12:kept2$                           = accept
@120.1 tick                                            = release bye
@200 tick
+0   t S> P. "250 2.0.0 Ok\r\n"*2                      = accept
+0   t S> P. "250 2.0.0 0 octets\r\n"                  = accept
# Another connection has its ends.
open v client=1 cport=50000
+0   v S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   v C> P. "RSET\r\nRSET\r\nRSET\r\nBDAT 5 LAST\r\nhello" = accept
+0   t C> P. "RSET\r\nRSET\r\nBDAT 0\r\n" as kept3     = cut 12
open v client=1 cport=50000
+0.1 t C> P. kept3+12:kept3$                           = accept
+0   t S> P. "250 2.0.0 Ok\r\n"*2                      = accept
+0   t S> P. "250 2.0.0 0 octets\r\n"                  = accept
# Its client leaves while an answer waits.
open w client=1
+0   w S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   w C> P. "RSET\r\nRCPT TO:<a>\r\nRSET\r\nBDAT 5 LAST\r\nhello" as all = accept
+0   w S> P. "250 2.0.0 Ok\r\n"                        = accept
+0   w S> P. "550 5.1.1 no\r\n" as no                  = hold 20, zero-window
+0   t C> P. "RSET\r\n"*3 "BDAT 0\r\n" as kept4          = cut 18
+0   w C> R all$                                       = accept, discard no, abandon rst
+0.2 t C> P. kept4+18:kept4$                           = accept
@220.1 tick
@300 tick
+0   t S> P. "250 2.0.0 Ok\r\n"*3                      = accept
+0   t S> P. "250 2.0.0 0 octets\r\n"                  = accept
# All of it is there again.
open x client=1
+0   x S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
+0   x C> P. "RSET\r\nRSET\r\nRSET\r\nRSET\r\nBDAT 5 LAST\r\nhello" = accept
