# A sender of chunks in one flight makes its first error elsewhere, while a chunk is under
# way: its content may be counted as lines, and is not, where the count is not sure.  So a
# reset of the idle connection costs one error.
kernel prefilter
conf interval=20 burst=4 max-hold=240 max-debt=3600
open a client=1
@1   a S> P. "220 mx.example\r\n"                       = unseen
+0   a C> P. "EHLO a\r\n"
+0   a S> P. "250 mx.example\r\n"                       = unseen
+0   a C> P. "MAIL FROM:<a>\r\nRCPT TO:<b>\r\nBDAT 6\r\n" "text\r\n" "BDAT 3000 LAST\r\n" "text\r\n"*100
open b client=1
+0   b S> P. "220 mx.example\r\n"                       = unseen
+0   b S> P. "550 5.1.1 no\r\n" as no                   = hold 20
@21  tick                                               = release no
+1   a S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 6 bytes\r\n" = accept
+0   a C> P. "text\r\n"*200
+0   a C> P. "text\r\n"*200
+0   a S> P. "250 2.0.0 queued\r\n" as ok               = accept
+0   a C> .
@200 a S> R. ok$                                        = hold 20, reset
source 1 debt=0
@220 tick                                               = release
