# An ICMP error quotes a number of the server's stream.  The server takes one about
# what it sent and was not acknowledged (RFC 5927 4.1): behind the gate that would
# tell by its next packets how long the held reply is, before it whether the
# connection is still there.  None passes, whatever it says.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n" as hi  = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0.1 icmp hi                                            = drop
+0   icmp no-1                                          = drop
+0   icmp no                                            = drop
+0   icmp no+1                                          = drop
+0   icmp no$-1                                         = drop
+0   icmp no$                                           = drop
+0   icmp no$+100000                                    = drop
+0   icmp no-1 unreachable                              = drop
+0   icmp no unreachable                                = drop
+0.1 S> P. "250 2.1.5 Ok\r\n" as ok                     = hold
+0   icmp ok                                            = drop
@5   tick                                               = release no, release ok
+0   icmp no                                            = accept
+0   icmp ok$+5                                         = drop
stats icmp_total=12 icmp_dropped_total=11
