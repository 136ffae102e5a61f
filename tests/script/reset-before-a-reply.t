# A greeting that is longer than the window that the client leaves: no reply ends before the
# server closes, with FIN unsent, and one byte more of the client brings a reset that
# acknowledges nothing.  But the server has said something: it stands for a reply.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open client=1 acks=explicit
+0   S> . "220-mx.example ESMTP Exim 4.96 #2 Mon, 30 Nov 2026 18:00:00 +0000 \r\n220-We do not" = accept
+0   S> R 1:1                                           = hold 20, reset
@120 tick                                               = release
