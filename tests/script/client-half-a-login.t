# Reading ends with a login: what follows one that waited is the server's.
conf interval=4 max-hold=60
owe 1 0.01
@20  tick
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
+0   C> P. "EHLO a\r\n" ack hi$                         = accept
+0   S> P. "250-mx.example\r\n250 AUTH PLAIN\r\n" as eh = accept
owe 1 10
+0   C> P. "AUTH PLAIN AGEAYg==\r\n" ack eh$            = accept
+0   S> P. "235 2.7.0 welcome\r\n" as in                = hold 10, zero-window ack=eh$
@30  tick                                               = release in
+0.02 C> P. "MAIL FROM:<a@b>\r\n" as mail ack in$       = accept
