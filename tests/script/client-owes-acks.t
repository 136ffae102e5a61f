# A client that does not acknowledge all uses up what the server may have under way, be it
# ten segments or, of what is short, one (Nagle); and its reply stays with the server.  So
# what may be a command waits until it does.
conf interval=4
owe 1 0.01
@20  tick
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
+0   C> P. "EHLO x\r\n" as ehlo ack 1                   = drop, wait
+0   C> P. ehlo ack hi$                                 = accept
+0   S> P. "250-some words\r\n"*300 as many             = accept
+0   S> P. "250 SIZE\r\n" as end                        = accept
+0   C> P. "NOOP\r\n" as noop ack many$                 = drop, wait
+0   C> . ack end$-1                                    = accept
+0   C> P. noop ack end$-1                              = drop, wait
+0   C> P. noop ack end$                                = accept
+0   S> P. "250 Ok\r\n" as ok                           = accept
+0   C> R. "x" ack end$                                 = accept
# Nor what is text, or of a chunk: whether it is, hangs on what the server answered, and a
# client that was told so has acknowledged it.
open b client=1 acks=explicit
+0   b S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n" as bhi = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n" ack bhi$ = accept
+0   b S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" as go = accept
+0   b C> P. "text\r\n" as text ack bhi$                = drop, wait
+0   b C> P. text ack go$                               = accept
+0   b C> P. ".\r\n" ack go$                            = accept
+0   b S> P. "250 2.0.0 queued\r\n" as queued           = accept
+0   b C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nBDAT 100 LAST\r\n" "x"*50 ack queued$ = accept
+0   b S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n" as rcpt = accept
+0   b C> P. "x"*50 as rest ack queued$                 = drop, wait
+0   b C> P. rest ack rcpt$                             = accept
# Of one that is refused its server may know none, and read commands.
open c client=1 acks=explicit
+0   c S> P. "220 mx.example ESMTP\r\n250 mx\r\n" as chi = accept
+0   c C> P. "BDAT 100 LAST\r\n" ack chi$               = accept
+0   c S> P. "500 no\r\n" as refused                    = hold 4, zero-window
@24  tick                                              = release refused
+0   c C> P. "x"*50 ack chi$                            = drop, wait
+0   c C> F. ack chi$                                   = drop, wait
