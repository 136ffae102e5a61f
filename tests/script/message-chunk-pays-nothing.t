# A 250 to an empty chunk that passes does not pay for what is behind it: that would be due
# connections, more answers.  WANTED: reset ("late"), never answered.  (Old, too.)
conf interval=20 burst=4 max-hold=240 max-debt=3600 server-budget=0
no-restarts
owe 1 0.01
@200 tick
for 1..3
	open a%i client=1
	+0   a%i S> P. "220 mx.example\r\n250 CHUNKING\r\n"      = accept
	+0   a%i C> P. "MAIL FROM:<>\r\nRCPT TO:<me>\r\n"        = accept
	+0   a%i S> P. "250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n"        = accept
end
owe 1 1600
for 1..3
	+0   a%i C> P. "BDAT 0\r\nVRFY guess\r\n" = accept
end
+0   a1 S> P. "250 2.0.0 0 octets\r\n550 5.1.1 no\r\n" as x = cut 20
+0   a1 S> P. x+20:x$ = hold, zero-window, rst, detach late
+0   a2 S> P. "250 2.0.0 0 octets\r\n252 2.0.0 yes\r\n" as y = cut 20
+0   a2 S> P. y+20:y$ = hold, zero-window, rst, detach late
@440 tick = 2x discard
