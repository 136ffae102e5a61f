# A connection that was not seen from the start is exempt, and seen on: each of its
# packets goes on where the one before ended.
conf interval=4 policy=reply
open mid
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "235 2.7.0 welcome\r\n"                      = exempt auth
unmark
@2   S> P. "550 5.1.1 no\r\n"                           = accept
@3   S> P. "550 5.1.1 no\r\n" as a                      = accept
@4   S> P. a                                            = accept
+0   C> P. "NOOP\r\n" win 0                             = accept
@5   S> P. "550 5.1.1 no\r\n"                           = accept
stats charged_total=0
