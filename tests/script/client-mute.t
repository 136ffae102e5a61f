# A client without room for a reply is seen though its connection has no mark.  What
# the server got of it, and it was read, was no message: all waits as ever.
conf interval=4
kernel prefilter
open client=1 mid
+0   S> P. "250 mx.example\r\n250 2.1.0 Ok\r\n"            = unseen
+0   C> P. "NOOP\r\n" win 0                             = window 1024
+0   S> P. "250 2.0.0 Ok" as head                            = accept
+0   S> P. "\r\n" as hi                            = accept
owe 1 4
+0   C> P. "RCPT TO:<guess>\r\n" win 0                  = window 1024
+0   S> P. "250 2.0.0 Ok" as yes                    = hold 4, zero-window
@4 tick = release yes
