# Where many sources fill a server's budget, those who delivered nothing wait on
# without the server, whoever was held longest first; who delivered keeps his.
conf interval=20 server-budget=3
owe 1 0.01
open good client=1
+0.1 tick
+0   good S> P. "220 a\r\n250 a\r\n"                    = accept
+0   good S> P. "250 2.1.0 Ok\r\n354 go\r\n"            = accept
+0   good S> P. "250 2.0.0 queued\r\n"                  = accept
for 2..8
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   good S> P. "550 5.1.1 no\r\n" as good              = hold 20
@2   f2 S> P. "550 5.1.1 no\r\n" as a2                  = hold 20
@3   f3 S> P. "550 5.1.1 no\r\n" as a3                  = hold 20
@4   f4 S> P. "550 5.1.1 no\r\n" as a4                  = hold 20, rst flow=f2, detach budget flow=f2
@5   f5 S> P. "550 5.1.1 no\r\n" as a5                  = hold 20, rst flow=f3, detach budget flow=f3
@6   f6 S> P. "550 5.1.1 no\r\n" as a6                  = hold 20, rst flow=f4, detach budget flow=f4
held flows=6 detached=3
stats early_total=0
@21  tick                                               = release good flow=good
@22  tick                                               = release a2
@23  tick                                               = release a3
@24..26 tick                                            = release a4, release a5, release a6
