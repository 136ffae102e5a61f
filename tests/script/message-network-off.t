# What is reserved of a network is given back, too, where its answers come while networks
# are not charged.
conf interval=20 burst=4 max-hold=240 network-rate=1
charge 7.1 1
charge 7.2 1
@400 tick
open a client=7.1
+0   a S> P. "220 a\r\n250-mx\r\n250 CHUNKING\r\n"                = accept
+0   a C> P. "RSET\r\nRSET\r\nRSET\r\nRSET\r\nBDAT 0\r\n" = accept
conf network-rate=0
+0   a S> P. "250 2.0.0 Ok\r\n"*4                       = accept
+0   a S> P. "250 2.0.0 0 octets\r\n"                   = accept
conf network-rate=1
@4000 tick
open b client=7.2
+0   b S> P. "220 a\r\n250-mx\r\n250 CHUNKING\r\n"                = accept
+0   b C> P. "RCPT TO:<a>\r\nBDAT 0\r\n"                = accept
