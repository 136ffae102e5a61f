# So it does for a reset in place of such answers.
conf interval=4 burst=1 network-rate=2 server-budget=0
owe 7.1 1
open bad client=7.1
@2   bad S> P. "220 a\r\n"                              = accept
+0   bad C> P. "MAIL FROM:<>\r\nRCPT TO:<1>\r\nRCPT TO:<2>\r\nRCPT TO:<3>\r\nRCPT TO:<4>\r\nRCPT TO:<5>\r\n" = accept
+0   bad S> P. "250 a\r\n" as mail                      = accept
+0   bad S> R. mail$                                    = hold 4, reset
source 7.1 debt=19
stats networks_overdrawn_total=0
open before client=7.2
+3.9 before S> P. "220 a\r\n"                           = accept
@6   tick                                               = release, overdrawn network debt=2
open behind client=7.3
+0   behind S> P. "220 a\r\n" as hi                     = hold 4, held reason=network
@10  tick                                               = release hi
stats networks_overdrawn_total=1
