# Bytes that were passed over and come late, without an error in them: they pass,
# and what was read since is not read again.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. hi$+14:hi$+24 "250 half a" as half           = accept
+0   S> P. hi$:half "250 2.1.5 Ok\r\n" as ok            = accept
+0   S> P. "550 is text\r\n"                            = accept
+0   S> P. ok                                           = accept
@2   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@6   tick                                               = release no
stats charged_total=1
