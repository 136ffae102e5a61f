# Who made no error, and waits for what others of its network owe, keeps its server
# where many fill the server's budget: what it delivered may have passed unseen.  It is
# answered at its time, and no earlier.  Who errs goes before it.
conf interval=4 server-budget=2
for 1..5
	charge 7.%i 4
end
for 6..9
	open h%i client=7.%i
end
open far client=8
for 6..9
	+0   h%i S> P. "220 a\r\n" as hi%i                  = hold 4, held reason=network
end
stats over_budget_total=2 early_total=0
+0   far S> P. "220 a\r\n250 a\r\n"                     = accept
+1   far S> P. "550 5.1.1 no\r\n" as far                = hold 4, rst flow=far, detach budget flow=far
@4   tick                                               = 4x release
@5   tick                                               = release far
