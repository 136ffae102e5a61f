# Guesses by VRFY and EXPN cost the same; 252 does not.
conf interval=4 policy=source
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "252 2.0.0 cannot say\r\n"                   = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
@5   tick                                               = release a
@6   S> P. "502 5.5.1 no EXPN\r\n" as b                 = hold 4
@10  tick                                               = release b
source 1 errors=2
