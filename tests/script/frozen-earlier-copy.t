# What the client was given and did not acknowledge, as far as the server knows,
# comes again: a copy is how the server stands now, and doesn't pass.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
+0   S> P. "250 mx.example\r\n" as ehlo                 = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.2 S> P. hi                                           = drop
+0.2 S> P. hi:ehlo$                                     = drop
+0.1 C> . ack hi$                                       = accept
+0.2 S> P. ehlo                                         = drop, zero-window ack=hi$
+0.1 C> . ack ehlo$                                     = accept
+0.2 S> P. ehlo                                         = drop, zero-window ack=no
@5   tick                                               = release no
+0.2 S> P. ehlo                                         = accept
stats frozen_total=4
