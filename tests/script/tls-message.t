# In TLS an answer to more than a command has may be a message's, and passes.
# Where more is owed than the longest hold it must be to far more, since commands
# can be padded.
conf interval=4 max-hold=20
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 STARTTLS\r\n"         = accept
+0   C> P. "STARTTLS\r\n"                               = accept
+0   S> P. "220 2.0.0 go\r\n"                           = accept
owe 1 1
+0   C> P. "\x16\x03\x01\x00\x05\x01hello"              = accept
+0   S> P. "\x16\x03\x03\x00\x05\x02hello" as hello     = hold 1, zero-window
@21  tick                                               = release hello
owe 1 10
+0   C> P. "x"*600                                      = accept
+0   S> P. "\x17\x03\x03\x00\x05queue"                  = accept
owe 1 30
+0   C> P. "x"*600                                      = accept
+0   S> P. "\x17\x03\x03\x00\x05queue" as far           = hold 20, rst, detach late, zero-window
@41  tick                                               = discard far
