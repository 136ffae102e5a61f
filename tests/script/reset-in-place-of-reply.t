# A reset where nothing is held stands for a reply that the server could not send
# (a client that takes no bytes makes it so): it costs as an error does, and
# waits.  Behind a FIN no reply can come any more: that one is free.
conf interval=4 burst=1
open a client=1
+0   a S> P. "220 mx.example\r\n250 mx.example\r\n" as hi = accept
@1   a S> R. hi$                                        = hold 4, reset wait=4
source 1 errors=1 tokens=0 held=1
+0.1 a S> R. hi$                                        = drop
+0.1 a C> P. "RCPT TO:<a>\r\n"                          = drop, wait
@5   tick                                               = release hi$:hi$
stats flows_now=0 reset_total=0
open b client=1
@6   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
+0   b S> P. "221 2.0.0 Bye\r\n"                        = accept
+0   b S> F.  as fin                                    = accept
+0   b S> R. fin+1                                      = accept
source 1 errors=1
