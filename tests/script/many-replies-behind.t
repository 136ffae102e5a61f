# Behind as many segments as one connection may hold apart the last one's range
# grows: what the server says then is read, charged and waits, and its packets are
# dropped. The server sends them again, once there is room for them, or when all of
# it is due.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
for 1..22
	+0.01 S> P. "250 2.0.0 %i\r\n" as m%i           = hold
end
+0.01 S> P. "250 2.0.0 last\r\n" as last                = hold
@2   S> P. "550 5.1.1 one more\r\n" as b                = drop
+0   S> P. "250 2.0.0 more\r\n" as c                    = drop
@5   tick                                               = release a, 22x release
+0.1 S> P. b                                            = hold
@9   tick                                               = release last, release b
+0   S> P. c                                            = accept
stats no_room_total=0 charged_total=2
