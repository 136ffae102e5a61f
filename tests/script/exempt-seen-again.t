# The kernel forgot the mark of a connection that is exempt (conntrack -F): it is
# let alone all the same.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "235 2.7.0 welcome\r\n"                      = exempt auth
unmark
@2   S> P. "550 5.1.1 no\r\n"                           = accept
+0   C> . ack 20
@3   S> P. "550 5.1.1 no\r\n" as a                      = accept
@4   S> P. a                                            = accept
stats charged_total=0
