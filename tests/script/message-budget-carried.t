# A source's connections whose servers can't be freed, since a message may be taken there,
# hold an answer that had a token: who gives it back has no such connection.
conf interval=20 burst=4 max-hold=240 server-budget=4
no-restarts
owe 1 0.01
@400 tick
for 1..4
	open a%i client=1
	+0   a%i S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
	+0   a%i C> P. "RSET\r\nBDAT 5\r\n"               = accept
	+0   a%i S> P. "250 2.0.0 Ok\r\n"                 = accept
	+0   a%i C> P. "helloRCPT TO:<a>\r\n"             = accept
end
for 1..2
	+0   a%i S> P. "503 5.5.1 no MAIL\r\n550 5.1.1 no\r\n" as x%i = hold, zero-window
end
for 3..4
	+0   a%i S> P. "503 5.5.1 no MAIL\r\n550 5.1.1 no\r\n" as x%i = hold, zero-window, rst, detach share
end
held flows=4 detached=2
stop = 4x release, 4x early
