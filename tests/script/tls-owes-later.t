# A connection in TLS of a source that erred and owes nothing stays in the kernel.  When
# the source owes, the server's next segment is seen, behind whatever passed unseen: it
# waits, and does so again after a pause in which all passed; the client is watched anew.
conf interval=4 burst=2
kernel prefilter
charge 1 1
open                                                    = accept
+0   S> P. "220 mx.example\r\n250 STARTTLS\r\n"         = accept
+0   S> P. "220 2.0.0 go\r\n"                           = accept
+0   S> P. "\x16\x03\x03\x00\x05\x02hello"              = exempt tls
+0   C> P. "x"*300                                      = unseen
+0   S> P. "\x17\x03\x03\x00\x05first"                  = unseen
+0   S> P. "\x17\x03\x03\x00\x05again"                  = unseen
charge 1 3
+0   S> P. "\x17\x03\x03\x00\x05second" as second       = hold 8, held reason=tls-debt
+0   C> P. "x"*20                                       = drop, wait
@8   tick                                               = release second
+0   C> P. "x"*20                                       = accept
@12  S> P. "\x17\x03\x03\x00\x05third"                  = exempt tls
+1   C> P. "x"*300                                      = unseen
+0   S> P. "\x17\x03\x03\x00\x05fourth"                 = unseen
charge 1 4
+0   S> P. "\x17\x03\x03\x00\x05fifth" as fifth         = hold 11, held reason=tls-debt
+0   C> P. "x"*20                                       = drop, wait
@24  tick                                               = release fifth
+0   C> P. "x"*20                                       = accept
@28  S> P. "\x17\x03\x03\x00\x05sixth"                  = exempt tls
# A day later.
@90000 S> P. "\x17\x03\x03\x00\x05seventh"              = unseen
charge 1 4
+0   S> P. "\x17\x03\x03\x00\x05eighth" as last         = hold 8, held reason=tls-debt
+0   C> P. "x"*20                                       = drop, wait
@90008 tick                                             = release last
