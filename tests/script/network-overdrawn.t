# Hosts that take turns, each within its burst, overdraw the bucket of their
# network (/24, /48), four times as deep and fast: then all of it that delivered
# nothing waits, and nobody of another network.
conf interval=4 server-budget=0
for 1..7
	open h%i client=7.%i
end
for 1..6
	+0   h%i S> P. "220 a\r\n250 a\r\n"             = accept
end
for 1..4
	@1   h%i S> P. "550 5.1.1 no\r\n"*4 as e%i      = hold 4
end
stats networks_overdrawn_total=0
@1   h5 S> P. "550 5.1.1 no\r\n" as e5                  = hold 4, overdrawn network debt=1
stats networks_overdrawn_total=1
@1   h5 S> P. "550 5.1.1 no\r\n"*3 as f5                = hold 4
source 7.5 errors=4 tokens=0
# A fresh host: its greeting, any reply, and its errors.
@2   h7 S> P. "220 a\r\n" as hi                         = hold 3, held reason=network
@2   h6 S> P. "250 2.1.5 Ok\r\n" as ok                  = hold 3, held reason=network replies=0
@2   h6 S> P. "550 5.1.1 no\r\n" as e6                  = hold 4
source 7.6 errors=1 tokens=3
open far client=8
@2   far S> P. "220 a\r\n250 a\r\n"                     = accept
+0   far S> P. "550 5.1.1 no\r\n" as far                = hold 4
@5   tick                                               = release hi, release ok, 6x release
@6   tick                                               = release e6, release far
@7   h7 S> P. "250 a\r\n"                               = accept
