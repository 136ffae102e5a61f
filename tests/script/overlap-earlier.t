# Bytes that passed are sent again, with more behind them: the old ones are not
# read twice, the new ones are.  The packet waits whole: its beginning would tell
# what the server has got, and the client has it.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n" as hi                   = accept
+0   S> P. "250 mx.example\r\n" as ehlo                 = accept
+0   S> P. hi                                           = accept
@1   S> P. ehlo:ehlo$+14 "250 mx.example\r\n550 5.1.1 no\r\n" as both  = hold 4
+0.2 S> P. both                                         = hold, discard both
+0.2 S> P. both+16:both$                                = hold, discard both
@5   tick                                               = release both+16:both$
stats charged_total=1 replies_total=3
