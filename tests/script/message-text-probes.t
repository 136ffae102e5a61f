# A client's TCP whose probes come more often than once a minute is not kept for ever.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open client=1
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "MAIL FROM:<me>\r\nRCPT TO:<me>\r\nDATA\r\n" = accept
+0   S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
+0   C> P. "hi\n.\nmore\n" as text                      = cut 5
+30  C> P. text+5:text$                                 = drop, wait
+20  C> P. text+5:text$                                 = drop, wait
+20  C> P. text+5:text$                                 = accept
