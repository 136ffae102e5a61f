# More segments behind a gate than one connection may hold: the rest is not
# read, and dropped; the server sends it again after the release.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
for 1..23
	+0.01 S> P. "250 2.0.0 %i\r\n" as m%i           = hold
end
@2   S> P. "550 5.1.1 one more\r\n" as b                = drop
@5   tick                                               = release a, 23x release
+0.1 S> P. b                                            = hold 4
+4   tick                                               = release b
stats no_room_total=1 charged_total=2
