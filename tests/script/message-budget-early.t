# Where all of a budget can't be freed, a stranger's answers are no earlier for it.
conf interval=20 burst=4 max-hold=240 server-budget=2
owe 1 0.01
@200 tick
for 1..3
	open a%i client=1
	+0   a%i S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"  = accept
	+0   a%i C> P. "RCPT TO:<dead>\r\nBDAT 0\r\n"        = accept
end
for 1..3
	+0   a%i S> P. "550 5.1.1 no\r\n" as x%i = hold 20, zero-window
end
@220 tick = 3x release
