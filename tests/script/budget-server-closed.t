# A server that closes, or resets the connection, while a reply is held: it is free
# then, but that another reply may be early, or another server is freed, must not
# tell so.  It counts until the reply is released.
conf interval=60 server-budget=1 max-hold=280
for 1..3
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 60
+0   f1 S> F. as fin                                    = hold
@2   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 60, rst flow=f1, detach budget flow=f1
+0   f2 S> R. b$                                        = hold, reset
@3   f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 60, rst flow=f2, detach budget flow=f2
@61  tick                                               = release a, release fin
@62  tick                                               = release b, release b$:b$
@63  tick                                               = release c
