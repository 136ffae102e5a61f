# A connection in TLS, which the kernel lets pass, is caught at its next segment when
# its source is charged.
conf interval=4
kernel prefilter
open
+0   S> P. "220 mx.example\r\n"                         = unseen
+0   S> P. "250-mx.example\r\n250 STARTTLS\r\n"         = unseen
+0   S> P. "220 2.0.0 go\r\n"                           = unseen
+0   S> P. "\x16\x03\x03\x00\x05\x02hello"              = exempt tls
+0   S> P. "\x17\x03\x03\x00\x05first"                  = unseen
charge 1 5
+0   S> P. "\x17\x03\x03\x00\x05second" as second       = hold 4
+1   S> P. "\x17\x03\x03\x00\x05third"                  = hold 3
@4   tick                                               = 2x release
# Nothing is owed, but no token is left: it waits until the log had time to tell what it
# costs.  What the log tells then, the next one waits for.
+0   S> P. "\x17\x03\x03\x00\x05fourth" as fourth       = hold 0.25
charge 1 1
@4.25 tick                                              = release fourth
+0   S> P. "\x17\x03\x03\x00\x05fifth" as fifth         = hold 3.75
@8   tick                                               = release fifth
+3.7 S> P. "\x17\x03\x03\x00\x05sixth" as sixth         = hold 0.25
@11.95 tick                                             = release sixth
@12  S> P. "\x17\x03\x03\x00\x05seventh"                = exempt tls
stats held_tls_total=5
