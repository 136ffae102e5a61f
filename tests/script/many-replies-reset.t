# A server's reset follows as many segments as one connection may hold, and all of
# them outlive a restart.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as a                      = hold 4
for 1..23
	+0.01 S> P. "250 2.0.0 %i\r\n"                  = hold
end
+0   S> R.                                              = hold, reset
@5   tick                                               = release a, 23x release, release
