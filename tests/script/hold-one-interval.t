# The plain thing: a 550 waits one interval, everything else passes at once.
conf interval=4 policy=reply
open
+0    S> P. "220 mx.example ESMTP\r\n"                  = accept
+0.1  C> P. "EHLO client.example\r\n"
+0    S> P. "250-mx.example\r\n250 PIPELINING\r\n"      = accept
+0.1  C> P. "MAIL FROM:<a@client.example>\r\n"
+0    S> P. "250 2.1.0 Ok\r\n"                          = accept
+0.1  C> P. "RCPT TO:<nobody@mx.example>\r\n"
@1    S> P. "550 5.1.1 no such user\r\n" as no          = hold 4, held code=550 enhanced=5.1.1 replies=1 reason=error
@5    tick                                              = release no, released code=550 wait=4
+0.1  C> P. "RCPT TO:<joe@mx.example>\r\n"              = accept
+0    S> P. "250 2.1.5 Ok\r\n"                          = accept
+0.1  C> P. "QUIT\r\n"                                  = accept
+0    S> FP. "221 2.0.0 Bye\r\n"                        = accept
stats held_total=1 released_total=1 charged_total=1 early_total=0 held_now=0 gated_now=0 replies_total=6 replies_5xx_total=1
