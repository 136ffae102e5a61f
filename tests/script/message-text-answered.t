# A dot that may end a text was answered: it did end, and a minute later what is said is
# said to the server.
conf interval=20 burst=4 max-hold=240 max-debt=200
owe 1 0.01
@90  tick
open client=1
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   C> P. "hi\n.\n"                                    = accept
+0   S> P. "250 2.0.0 queued\r\n" as queued             = accept
source 1 delivered=1
owe 1 61
+61  C> P. "RCPT TO:<g1>\r\nRCPT TO:<g2>\r\nRCPT TO:<g3>\r\nRCPT TO:<g4>\r\n" = accept
+0   S> R. queued$                                      = hold 20, reset
source 1 debt=80
+20  tick                                               = release
