# What the kernel lets pass unseen can hold no reply that matters.
conf interval=4 policy=reply
kernel prefilter
open
+0   S> P. "220 mx.example ESMTP\r\n"                   = unseen
+0   S> .                                               = unseen
+0   S> P. "250-mx.example\r\n250-SIZE 5\r\n250 AUTH PLAIN\r\n"  = unseen
+0   S> P. "250 cut"                                    = accept
+0   S> P. " short\r\n"                                 = accept
+0   S> P. "354 go\r\n"                                 = unseen
+0   S> P. "450 4.2.0 later\r\n"                        = accept
+0   S> P. "250 a\r\n550 b\r\n" as ab                   = cut 7
+0.2 S> P. ab+7:ab$                                     = hold
+3.8 tick                                               = release ab+7:ab$
