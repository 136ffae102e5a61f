# Something else speaks on this port: after some lines that are no replies the
# connection is let alone.
conf interval=4 policy=reply
open
+0   S> P. "SSH-2.0-OpenSSH_9.2\r\n"                    = accept
+0   S> P. "hello\r\n"                                  = accept
+0   S> P. "world\r\n"                                  = exempt not-smtp
+0   S> P. "550 5.1.1 no\r\n"                           = unseen
stats exempt_not_smtp_total=1
