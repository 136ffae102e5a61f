# A known source with tokens; its server's greeting is longer than the window that the
# client leaves (128 bytes), so no reply ever ends: the server closes with FIN unsent,
# one byte more of the client brings RST without ACK.  It stands for a reply: must cost.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
for 1..2
	open f%i client=1 acks=explicit
	+0   f%i S> . 1:129 "220-mx.example ESMTP Exim 4.96 #2 Mon, 30 Nov 2026 18:00:00 +0000 \r\n220-We do not authorize the use of this system to transport " = accept
	+0   f%i C> P. "EHLO a\r\n" ack 1 win 128             = accept
	+0   f%i S> . 129:129
	+0   f%i C> P. "MAIL FROM:<>\r\nRCPT TO:<guess%i>\r\nDATA\r\nQUIT\r\n" ack 1 win 128  = accept
	+0   f%i C> P. "x" ack 1 win 128                     = accept
	+0   f%i S> R 1:1                                   = hold 20, reset
end
@120 tick                                               = 2x release
