# There is room for a reply, of a kilobyte where windows have no scale.  Where they have one,
# an eighth of that is enough, see wire_roomy(); but not where its SYN was not seen.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open a client=1
+0   a S> P. "220 mx.example ESMTP\r\n"                 = accept
+0   a C> P. "EHLO a\r\n" win 1024                      = accept
+0   a C> . win 1023                                    = window 1024
open b client=1 scale=7
+0   b S> P. "220 mx.example ESMTP\r\n"                 = accept
+0   b C> P. "EHLO a\r\n" win 128                       = accept
+0   b C> . win 127                                     = window 1024
open c client=2 scale=0
+0   c S> P. "220 mx.example ESMTP\r\n250 mx\r\n"       = accept
+0   c C> P. "VRFY a\r\n" win 300
+0   c S> P. "550 5.1.1 no\r\n" as no                   = hold 20
@120 tick                                               = release no
+0   c C> P. "RSET\r\n" win 300                         = window 1024
