# Bytes that were passed over as unseen, and come late: an error in them is held
# as any, once nothing else is.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. hi$+14:hi$+28 "250 2.1.5 Ok\r\n" as ok       = accept
+0   S> P. hi$:ok "550 5.1.1 no\r\n" as no              = hold 4
+0.2 S> P. ok                                           = hold
@5   tick                                               = release no, release ok
stats charged_total=1
