# Where a server-interval is set, errors of sources that delivered nothing share a
# bucket of the server, four bursts deep, on top of their own; who delivered mail
# before has his own alone, and each server has one.
# A restart forgets the server's bucket.
no-restarts
conf interval=1 burst=1 server-interval=10 server-budget=0 max-hold=60
for 1..6
	open f%i client=%i
	+0   f%i S> P. "220 a\r\n250 a\r\n"             = accept
end
open good client=100
+0   good S> P. "220 a\r\n250 a\r\n"                    = accept
+0   good S> P. "250 2.1.0 Ok\r\n"                      = accept
owe 100 0.01
+0   good S> P. "354 go\r\n" as go                      = hold
@0..1 tick                                              = release go
+0   good S> P. "250 2.0.0 queued\r\n"                  = accept
source 100 delivered=1
for 1..4
	@2   f%i S> P. "550 5.1.1 no\r\n" as a%i        = hold 1
end
@2   f5 S> P. "550 5.1.1 no\r\n" as c                   = hold 10
@2   f6 S> P. "550 5.1.1 no\r\n" as d                   = hold 20
@2   good S> P. "550 5.1.1 no\r\n" as g1                = hold 1
open other client=50 server=2
+0   other S> P. "220 a\r\n250 a\r\n"                   = accept
+0   other S> P. "550 5.1.1 no\r\n" as o                = hold 1
@3   tick                                               = release g1, release o, 4x release
@12  tick                                               = release c
@22  tick                                               = release d
# A pause later it has tokens again.
@300 f5 S> P. "550 5.1.1 no\r\n" as e                   = hold 1
@301 tick                                               = release e
