# Behind DATA nothing is taken before what is before it is answered: so it reserves nothing,
# and a sender with many connections pays nothing for that.
conf interval=20 burst=4 max-hold=240
charge 1 1
@4000 tick
for 1..10
	open c%i client=1
	+0   c%i S> P. "220 mx.example\r\n250 PIPELINING\r\n"    = accept
end
for 1..10
	+0   c%i C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nDATA\r\n" = accept
end
for 1..10
	+0   c%i S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n354 go\r\n" = accept
end
