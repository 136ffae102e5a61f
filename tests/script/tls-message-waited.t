# In TLS the answer to DATA has waited for its time, and meanwhile its source came to owe
# more than the longest hold: the message's answer passes all the same, or its sender
# would send it again.  Once: the next one that looks like a message's waits.
conf interval=4 max-hold=20
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 STARTTLS\r\n"         = accept
+0   C> P. "STARTTLS\r\n"                               = accept
+0   S> P. "220 2.0.0 go\r\n"                           = accept
+0   C> P. "\x16\x03\x01\x00\x06\x01hello"              = accept
+0   S> P. "\x16\x03\x03\x00\x05\x02hello"              = exempt tls
owe 1 5
+0   C> P. "\x17\x03\x03\x00\x05DATA!"                  = accept
+0   S> P. "\x17\x03\x03\x00\x05start" as start         = hold 5, zero-window
owe 1 60
@25  tick                                               = release start
+0   C> P. "x"*600                                      = accept
+0   S> P. "\x17\x03\x03\x00\x05queue"                  = accept
+0   C> P. "x"*600                                      = accept
+0   S> P. "\x17\x03\x03\x00\x05guess" as guess         = hold 20, rst, detach late, zero-window
@45  tick                                               = discard guess
