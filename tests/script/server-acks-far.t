# A server that acknowledges what was never sent, twice, within a text.
conf interval=4 burst=4 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "DATA\r\n"                           = accept
+0   S> P. "354 go\r\n"             = accept
+0   C> P. "text\r\n"                                   = accept
+0   S> .  ack 2147483000            = accept
+0   C> P. "text\r\n"                                   = drop
+0   S> .  ack 4294960000            = accept
+0   C> P. "text\r\n"                                   = drop
