# A source with no more errors than messages isn't held for its neighbours, nor do
# they wait for its errors.
conf interval=4 network-rate=1 server-budget=0
owe 7.9 0.01
@20  tick
open good client=7.9
+0   good S> P. "220 a\r\n250 a\r\n"                    = accept
for 1..5
	+0   good S> P. "250 2.1.0 Ok\r\n354 go\r\n"       = accept
	+0   good S> P. "250 2.0.0 queued\r\n"             = accept
end
@21   good S> P. "550 5.1.1 no\r\n"*4 as g               = hold 4
open a client=7.1
@21   a S> P. "220 a\r\n250 a\r\n"                       = accept
@21   a S> P. "550 5.1.1 no\r\n"*3 as a                  = hold 4
open b client=7.2
@21   b S> P. "220 a\r\n250 a\r\n"                       = accept
stats networks_overdrawn_total=0
@21   b S> P. "550 5.1.1 no\r\n"*4 as b                  = hold 12, overdrawn network
open good2 client=7.9
@22   good2 S> P. "220 a\r\n"                            = accept
@25   tick                                               = release g, release a
@25   good S> P. "250 2.1.0 Ok\r\n"                      = accept
@25   good S> P. "550 5.1.1 no\r\n" as g2                = hold 4
@29   tick                                               = release g2
@33  tick                                               = release b
