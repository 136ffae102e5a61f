# What a host errs while its own bucket is overdrawn its network pays for as it is
# answered: where that is more than the network has, its neighbours wait then.
conf interval=4 burst=1 network-rate=2 server-budget=0
open bad client=7.1
+0   bad S> P. "220 a\r\n250 a\r\n"                     = accept
@1   bad S> P. "550 5.1.1 no\r\n"*6 as bad              = hold 20
stats networks_overdrawn_total=0
open before client=7.2
@20.9 before S> P. "220 a\r\n"                          = accept
@21  tick                                               = release bad, overdrawn network debt=2
open behind client=7.3
+0   behind S> P. "220 a\r\n" as hi                     = hold 4, held reason=network
@25  tick                                               = release hi
stats networks_overdrawn_total=1
