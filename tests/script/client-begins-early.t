# A client's segments begin a byte early: the server cuts that off (RFC 9293 3.10.7.4), and
# so it is read here.  Else all that waits would count as a flight that was not seen,
# and a known source would hold more than its share.
conf interval=20 burst=4 max-hold=240 server-budget=8
owe 1 0.01
@1000 tick
for 1..8
	open a%i client=1
	+0   a%i S> P. "220 mx.example ESMTP\r\n"
	+0   a%i C> P. 0:9 "xEHLO a\r\n"
	+0   a%i S> P. "250-mx.example\r\n250 PIPELINING\r\n"
end
charge 1 5
for 1..2
	+0   a%i C> P. 8:21 "\nRSET\r\nRSET\r\n"
	+0   a%i S> P. "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n" as x%i = hold, zero-window
end
# Its share is two: more are freed
for 3..8
	+0   a%i C> P. 8:21 "\nRSET\r\nRSET\r\n"
	+0   a%i S> P. "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n" as x%i = hold, zero-window, rst, detach share
end
@1020 tick                                              = 8x release
