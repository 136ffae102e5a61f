# A host without errors, whose network owes, delivers a message all the same: now it has
# delivered more messages than it made errors, and waits for its neighbours no more.
conf interval=20 burst=4 max-hold=60 network-rate=4 max-debt=3600
for 101..180
	charge 7.%i 4
end
open honest client=7.3
+0   honest S> P. "220 mx\r\n" as a                     = hold 60
@60  tick                                               = release a
+0   honest C> P. "EHLO x\r\n"
+0   honest S> P. "250 mx\r\n" as b                     = hold 60, zero-window
@120 tick                                               = release b
+0   honest C> P. "MAIL FROM:<>\r\n"
+0   honest S> P. "250 2.1.0 Ok\r\n" as c               = hold 60, zero-window
@180 tick                                               = release c
+0   honest C> P. "RCPT TO:<ok>\r\n"
+0   honest S> P. "250 2.1.5 Ok\r\n" as d               = hold 60, zero-window
@240 tick                                               = release d
+0   honest C> P. "DATA\r\n"
+0   honest S> P. "354 go\r\n" as e                     = hold 60, zero-window
@300 tick                                               = release e
+0   honest C> P. "hello\r\n.\r\n"
+0   honest S> P. "250 2.0.0 queued\r\n"                = accept
open again client=7.3
+0   again S> P. "220 mx\r\n"                           = accept
