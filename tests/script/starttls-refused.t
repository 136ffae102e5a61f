# STARTTLS refused: the connection goes on in clear text.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 STARTTLS\r\n"         = accept
+0   S> P. "454 4.7.0 TLS not available\r\n"            = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
@6   S> P. "501 5.5.4 no parameters\r\n" as par         = hold 4
@10  tick                                               = release par
