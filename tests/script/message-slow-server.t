# A server that takes its time with recipients (callouts, DNS): the message behind them
# is kept until they are answered, or its 250 stands behind their errors.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@200  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\n" "RCPT TO:<a>\r\n"*9 "BDAT 5 LAST\r\nhello" as all = cut 131
+0.2 C> P. all+131:all$                                 = drop
+0.4 C> P. all+131:all$                                 = drop
+0.8 C> P. all+131:all$                                 = drop
+3   S> P. "250 2.1.0 Ok\r\n" ack all+131               = accept
