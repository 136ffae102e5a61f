# From a reload to a dry run on nothing is changed, on watched connections either.
conf interval=4 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0.1 C> . ack no$                                       = accept
conf dry-run=yes
+0.1 C> . ack no$+14                                    = accept
