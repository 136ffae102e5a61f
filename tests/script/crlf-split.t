# CR and LF in different segments: the 5 after them begins a line.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
+0   S> P. "250 2.1.0 Ok\r"                             = accept
@1   S> P. "\n550 5.1.1 no\r\n" as no                   = cut 1
+0.2 S> P. no+1:no$                                     = hold
@5   tick                                               = release no+1:no$
+0   S> P. "250 2.1.0 Ok\r"                             = accept
+0   S> P. "\n"                                         = accept
@6   S> P. "550 5.1.1 no\r\n" as no2                    = hold 4
@10  tick                                               = release no2
