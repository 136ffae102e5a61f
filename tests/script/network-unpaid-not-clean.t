# A server that ends its lines with a bare LF, and a host with more than a burst of errors
# beside its messages: its text is under way as neighbours make its network owe.  Its
# 250 is not known for a message's; but it is answered, or he would send it again.
conf interval=20 burst=4 max-hold=240 network-rate=4 max-debt=3600
charge 7.1 4
@100 tick
charge 7.1 1
@1000 tick
open good client=7.1
+0   good S> P. "220 mx\n"
+0   good C> P. "EHLO a\r\n"
+0   good S> P. "250 mx\n"
+0   good C> P. "MAIL FROM:<>\r\n"
+0   good S> P. "250 ok\n"
+0   good C> P. "RCPT TO:<a>\r\n"
+0   good S> P. "250 ok\n"
+0   good C> P. "DATA\r\n"
+0   good S> P. "354 go\n"
for 101..140
	charge 7.%i 4
end
+0   good C> P. "hello\r\n.\r\n"
+0   good S> P. "250 queued\n" as q                     = hold, zero-window
@1240 tick                                              = release q
