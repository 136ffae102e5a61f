# A client that acknowledges more than the gate has acknowledged all before it: the
# copies there count on, and the server is told to wait.
no-restarts		# the count begins anew with them
conf interval=60 policy=reply
open acks=explicit
+0   S> P. "220 mx.example\r\n" as hi                   = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 60
+0.3 S> P. no                                           = hold, discard no
+0.1 C> . ack no$                                       = drop
+0.5 S> P. no                                           = hold, discard no, zero-window ack=no
+0.1 C> . ack no$                                       = drop
@61  tick                                               = release no
