# Lines that end in a bare LF: a 5 after it begins a reply (to hold).
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\n250 mx.example\n"           = accept
@1   S> P. "550 5.1.1 no\n" as a                        = hold 4
@5   tick                                               = release a
@6   S> P. "250 2.1.0 Ok\n550 5.1.1 no\n" as b          = cut 13
+0.2 S> P. b+13:b$                                      = hold
@10  tick                                               = release b+13:b$
stats charged_total=2
