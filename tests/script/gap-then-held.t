# What was not seen before an error the client has, as far as is known: a copy of it is
# no first one, and waits with the error.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. hi$+14:hi$+28 "550 5.1.1 no\r\n" as no       = hold 4
+0.2 S> P. hi$:no "250 2.1.0 Ok\r\n"                    = drop
@5   tick                                               = release no
