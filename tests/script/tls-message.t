# In TLS an answer to more than a command has may be a message's, and passes where
# the message began when nothing was owed, however long it takes and whatever is owed
# at its end; that of a flight of recipients with DATA at its end, and the message's.
conf interval=4 max-hold=20
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 STARTTLS\r\n"         = accept
+0   C> P. "STARTTLS\r\n"                               = accept
+0   S> P. "220 2.0.0 go\r\n"                           = accept
owe 1 1
+0   C> P. "\x16\x03\x01\x00\x06\x01hello"              = accept
+0   S> P. "\x16\x03\x03\x00\x05\x02hello" as hello     = hold 1, zero-window
@21  tick                                               = release hello
@25  S> P. "\x17\x03\x03\x00\x05start"                  = exempt tls
owe 1 30
+0   C> P. "x"*600                                      = accept
+0   S> P. "\x17\x03\x03\x00\x05rcpts"                  = accept
+0   C> P. "x"*600                                      = accept
+0   S> P. "\x17\x03\x03\x00\x05queue"                  = accept
# Commands can be padded: the next one is no message, though it looks like one; and
# what owes more than the longest hold is detached.
+0   C> P. "x"*600                                      = accept
+0   S> P. "\x17\x03\x03\x00\x05guess" as far           = hold 20, rst, detach late, zero-window
@45  tick                                               = discard far
open b client=2
+0   b S> P. "220 mx.example\r\n250 STARTTLS\r\n"       = accept
+0   b C> P. "STARTTLS\r\n"                             = accept
+0   b S> P. "220 2.0.0 go\r\n"                         = accept
+0   b S> P. "\x16\x03\x03\x00\x05\x02hello"            = exempt tls
owe 2 10
+0   b C> P. "x"*600                                    = accept
+0   b S> P. "\x17\x03\x03\x00\x05guess"                = accept
+0   b C> P. "x"*600                                    = accept
+0   b S> P. "\x17\x03\x03\x00\x05other"                = accept
+0   b C> P. "x"*600                                    = accept
+0   b S> P. "\x17\x03\x03\x00\x05again" as again       = hold 10
@55  tick                                               = release again
+0   b C> P. "x"*600                                    = accept
owe 2 10
+0   b S> P. "\x17\x03\x03\x00\x05third"                = accept
+0   b C> P. "x"*600                                    = accept
+0   b S> P. "\x17\x03\x03\x00\x05again"                = accept
+0   b C> P. "x"*600                                    = accept
+0   b S> P. "\x17\x03\x03\x00\x05fourth" as fourth     = hold 10, zero-window
@65  tick                                               = release fourth
# Two such answers may pass, but the second is a single reply, as a message's is: those of
# a second flight wait.
open c client=3
+0   c S> P. "220 mx.example\r\n250 STARTTLS\r\n"       = accept
+0   c C> P. "STARTTLS\r\n"                             = accept
+0   c S> P. "220 2.0.0 go\r\n"                         = accept
+0   c S> P. "\x16\x03\x03\x00\x05\x02hello"            = exempt tls
owe 3 10
+0   c C> P. "x"*600                                    = accept
+0   c S> P. "x"*600                                    = accept
+0   c C> P. "x"*600                                    = accept
+0   c S> P. "x"*257 as flight                          = hold 10
@75  tick                                               = release flight
