# The server's RST follows the reply at its time; its number is that of the end
# of what is held, whatever it was.  Another RST changes nothing.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold
+0.5 S> R. ok$+1000:ok$+1000                            = hold, reset wait=3.4
+0.1 S> R. ok$                                          = drop
@2   C> P. "RSET\r\n"                                   = drop, wait
@3   C> .                                               = accept
@5   tick                                               = release no, release ok, release ok$:ok$
stats reset_total=1 held_now=0 gated_now=0 flows_now=0
