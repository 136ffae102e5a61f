# A message is kept from the server while what is before it is not answered, five
# times at the most: whose answers do not come, or were not seen, may go on.
conf interval=4 burst=1 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "NOOP\r\n"                                   = accept
+0   S> P. "250 2.0.0 Ok\r\n"                           = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 5 LAST\r\nhello" as all = cut 27
+0.2 C> P. all+27:all$                                  = drop
+0.4 C> P. all+27:all$                                  = drop
+0.8 C> P. all+27:all$                                  = drop
+1.6 C> P. all+27:all$                                  = drop
+3.2 C> P. all+27:all$                                  = accept
