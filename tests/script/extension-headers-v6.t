# A client may put more IPv6 headers before TCP than its first copy has bytes, and
# many of them: what it says is read all the same.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
+0.1 C> . ack no$ ext 8                                 = drop
+0.1 C> . ack no$ ext 64                                = drop
+0.1 C> . ack no$ ext 72                                = drop
+0.1 C> P. "RSET\r\n" ack no$ ext 1000                  = drop, wait
+0.1 C> P. "NOOP\r\n" ack no ext 80                     = drop, wait
@5   tick                                               = release no
+0.1 C> . ack no$ ext 72                                = accept
stats early_ack_total=4 unparsed_total=0
