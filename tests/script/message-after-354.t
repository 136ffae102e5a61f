# The mail is taken: its 2xx is never held, however overdrawn the source is; or
# it would be sent twice (RFC 5321 4.5.3.2.6).
conf interval=4
owe 1 0.01
+0.1 tick
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   C> P. "MAIL FROM:<>\r\n"
+0   S> P. "250 2.1.0 Ok\r\n"                           = accept
owe 1 9
@5   S> P. "250 2.1.5 Ok\r\n" as b                      = hold 4.1, zero-window
@9.1 tick                                               = release b
owe 1 9
@11  S> P. "354 go\r\n" as c                            = hold 7.1, zero-window
@18.1 tick                                              = release c
owe 1 9
@19  S> P. "250 2.0.0 queued as 1\r\n"                  = accept
source 1 delivered=1 errors=0
# A refusal of the message is an error, though.
@19  S> P. "250 2.1.0 Ok\r\n" as m                      = hold, zero-window
stop = release m, early
