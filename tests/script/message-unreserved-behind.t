# Errors that have no token do not make those wait that have one, nor keep their servers:
# else strangers could fill a budget with servers that can't be freed.
conf interval=20 burst=4 max-hold=240 server-budget=4
no-restarts
for 11..18
	owe %i 0.01
end
@4000 tick
for 11..18
	open a%i client=%i
	+0   a%i S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"      = accept
	+0   a%i C> P. "RSET\r\nBDAT 0\r\n" "RCPT TO:<a>\r\n"*14 = accept
end
for 11..18
	+0   a%i S> P. "503 5.5.1 no\r\n503 5.5.1 no MAIL\r\n" "550 5.1.1 no\r\n"*14 as x%i = hold, zero-window
end
stop = 8x release, 8x early
