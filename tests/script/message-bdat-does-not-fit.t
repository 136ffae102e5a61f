# As many errors as fit into the longest hold are read at once, the rest when they
# come again; but where a message's answer may stand behind them all is read, and
# none of it waits for more than an interval.
conf interval=4 burst=1 max-hold=10
owe 1 0.01
@10  tick
open
+0   S> P. "220 mx.example\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\n"
@11  S> P. "250 2.1.0 Ok\r\n"                           = accept
+0   C> P. "RCPT TO:<a>\r\n"*6 "BDAT 5 LAST\r\nhello"
@12  S> P. "550 5.1.1 a\r\n"*6 "250 2.0.0 queued\r\n" as all \
     = hold 10, hasten wait=4, held replies=6, zero-window
@16  tick                                               = release all
source 1 errors=6
stats detached_total=0
