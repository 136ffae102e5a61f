# A sender without a history was not seen: behind the dead recipient in its flight a
# message may be, which the server takes meanwhile.  So for an interval no budget frees
# that server: who is never told that his message was taken sends it again.  Nor does it
# count for one, or others would lose theirs for it.
conf interval=20 burst=4 max-hold=240 server-budget=4
kernel prefilter
no-restarts
open good client=1
+0   good S> P. "220 mx.example ESMTP\r\n"
+0   good S> P. "250-mx.example\r\n250 CHUNKING\r\n"
+0   good C> P. "MAIL FROM:<>\r\nRCPT TO:<dead>\r\nRCPT TO:<ok>\r\nBDAT 5 LAST\r\nhello"
+0   good S> P. "250 2.1.0 Ok\r\n"
+0   good S> P. "550 5.1.1 no\r\n250 2.1.5 Ok\r\n" as some = hold 20
for 11..15
	open a%i client=%i
	+0   a%i S> P. "220 mx.example ESMTP\r\n250 ok\r\n"
end
@1   a11 S> P. "550 5.1.1 no\r\n" as x                  = hold 20
+0   a12 S> P. "550 5.1.1 no\r\n" as y                  = hold 20
+0   a13 S> P. "550 5.1.1 no\r\n" as z                  = hold 20
+0   a14 S> P. "550 5.1.1 no\r\n" as w                  = hold 20
+0   a15 S> P. "550 5.1.1 no\r\n" as v                  = hold 20, rst flow=a11, detach budget flow=a11
+4   good S> P. "250 2.0.0 queued\r\n" as queued        = hold
@20  tick                                               = release some, release queued
@21  tick                                               = 5x release
