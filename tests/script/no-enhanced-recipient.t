# A server without enhanced codes: any 2xx behind the one to MAIL is an accepted
# recipient, so that a 503 to DATA behind it is an error of its own; behind refusals
# alone it follows from them.  A message is taken by the 2xx behind 354.
conf interval=4
open
+0   S> P. "220 mx.example\r\n"                         = accept
+0   S> P. "250-mx.example\r\n250 SIZE\r\n"             = accept
+0   S> P. "250 sender ok\r\n"                          = accept
@1   S> P. "550 no such user\r\n" as a                  = hold 4
@5   tick                                               = release a
+0   S> P. "503 need RCPT\r\n"                          = accept
@6   S> P. "550 no such user\r\n" as b                  = hold 4
@10  tick                                               = release b
+0   S> P. "250 recipient ok\r\n"                       = accept
+0   S> P. "503 bad sequence\r\n" as c                  = hold 4
@14  tick                                               = release c
+0   S> P. "354 go\r\n"                                 = accept
+0   S> P. "250 queued\r\n"                             = accept
+0   S> P. "250 sender ok\r\n"                          = accept
source 1 errors=3 delivered=1
stats exempt_replies_total=1
