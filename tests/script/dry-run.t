# Dry run: says what it would do, and does nothing, by either policy.
conf interval=4 policy=reply dry-run=yes
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = accept, held wait=4 bytes=14
+0.2 S> P. a                                            = accept
+0   S> . a$:a$                                         = accept
@2   S> P. "250 2.0.0 Ok\r\n550 5.1.1 no\r\n"           = accept, held wait=7 bytes=14
@3   S> P. "235 2.7.0 hello\r\n"                        = accept, exempt auth
@4   S> P. "550 5.1.1 no\r\n"                           = accept
stats charged_total=2 held_total=0 held_now=0 gated_now=0
