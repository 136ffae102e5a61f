# An overdrawn source waits inside TLS, too: what the server says there costs
# nothing, and waits until zero, from its ServerHello on; the connection is let
# alone when a token is back.
conf interval=4
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250 STARTTLS\r\n"         = accept
+0   C> P. "STARTTLS\r\n"                               = accept
+0   S> P. "220 2.0.0 go\r\n"                           = accept
owe 1 10
+0   C> P. "\x16\x03\x01\x00\x06\x01hello"              = accept
@21  S> P. "\x16\x03\x03\x00\x05\x02hello" as hello     = hold 9, held reason=tls-debt replies=0, zero-window
+0   C> P. "\x17\x03\x03\x00\x05query"                  = drop, wait
@30  tick                                               = release hello
source 1 errors=0 tokens=0
+0   C> P. "\x17\x03\x03\x00\x05query"                  = accept
owe 1 10
@31  S> P. "\x17\x03\x03\x00\x05reply" as reply         = hold 9, held reason=tls-debt, zero-window
@40  tick                                               = release reply
@44  S> P. "\x17\x03\x03\x00\x05reply"                  = exempt tls
