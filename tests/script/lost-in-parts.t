# A held packet was lost, and its bytes come again in parts, each of which is
# kept; then comes what is behind.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
lost all
+0.2 S> P. no:no+10                                     = hold
+0.1 S> P. no+10:no$                                    = hold
+0.1 S> P. "250 2.1.5 Okay\r\n" as ok                     = hold
+0.1 S> P. no+10:ok$                                    = drop
@5   tick = release no:no+10, released bytes=10 replies=1, \
       release no+10:no$, released bytes=14 replies=0, release ok, released bytes=16
