# Past so many errors a minute for one server, from everyone, error replies share
# one queue for that server; who delivered mail before goes first.
# A restart forgets the last minute's errors of a server.
no-restarts
conf interval=1 policy=source server-interval=10 server-rate=3 server-budget=0
for 1..6
	open f%i client=%i
	+0   f%i S> P. "220 a\r\n250 a\r\n"             = accept
end
open good client=100
+0   good S> P. "220 a\r\n250 a\r\n"                    = accept
+0   good S> P. "250 2.1.0 Ok\r\n"                      = accept
+0   good S> P. "550 5.1.1 no\r\n" as g0                = hold 1
@1   tick                                               = release g0
+0   good S> P. "250 2.1.5 Ok\r\n354 go\r\n"            = accept
+0   good S> P. "250 2.0.0 queued\r\n"                  = accept
source 100 delivered=1
@2   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 1
@2   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 1
@2   f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 10
@2   f4 S> P. "550 5.1.1 no\r\n" as d                   = hold 20
@2   good S> P. "550 5.1.1 no\r\n" as g1                = hold 1
open other client=50 server=2
+0   other S> P. "220 a\r\n250 a\r\n"                   = accept
+0   other S> P. "550 5.1.1 no\r\n" as o                = hold 1
@3   tick                                               = release a, release b, release g1, release o
@12  tick                                               = release c
@22  tick                                               = release d
# Two quiet minutes later it is over.
@300 f5 S> P. "550 5.1.1 no\r\n" as e                   = hold 1
@301 tick                                               = release e
