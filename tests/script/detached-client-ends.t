# The client of a connection whose server was freed leaves, by RST or FIN: neither
# reaches that server, and the gate stays until its time.
conf interval=4 server-budget=1
open a client=1
open b client=2
open c client=3
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
+0   c S> P. "220 a\r\n250 a\r\n"                       = accept
@1   a S> P. "550 5.1.1 no\r\n" as a                    = hold 4
@1   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4, rst flow=a, detach budget flow=a
@1   c S> P. "550 5.1.1 no\r\n" as c                    = hold 4, rst flow=b, detach budget flow=b
@2   a C> R.                                            = drop, discard a, abandon rst
# Nor may what the client sees hang on it: as where it was not freed, a FIN that
# acknowledges what is held ends nothing.
@2   b C> F. ack b$                                     = drop, wait
+0.1 b C> F. 1:1                                        = drop, discard b, abandon fin, wait
stats gated_now=3
@5   tick                                               = release c
stats gated_now=0
