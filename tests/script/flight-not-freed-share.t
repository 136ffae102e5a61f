# One source without a history holds more than its share, with seven flights: the last two
# messages wait for what it owes, and their servers are not freed.  Who asks
# in turn has no message behind what waits.
conf interval=20 burst=4 max-hold=240
kernel prefilter
no-restarts
for 1..8
	open a%i client=1
	+0   a%i S> P. "220 mx.example ESMTP\r\n"
	+0   a%i S> P. "250-mx.example\r\n250 CHUNKING\r\n"
end
for 1..5
	+0   a%i S> P. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n250 2.1.5 Ok\r\n" as x%i = cut 14
end
for 6..7
	+0   a%i S> P. "250 2.1.0 Ok\r\n550 5.1.1 no\r\n250 2.1.5 Ok\r\n" as x%i = hold
	+0.01 a%i S> P. "250 2.0.0 queued\r\n" as q%i   = hold
end
held flows=7 detached=0
+0   a8 S> P. "550 5.1.1 no\r\n" as x8                  = hold, rst, detach share
@20  tick                                               = 5x released
@40  tick                                               = release x6, release q6
@60  tick                                               = release x7, release q7
@80  tick                                               = release x8
