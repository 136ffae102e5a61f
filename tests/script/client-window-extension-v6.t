# A client's closed window is widened behind an extension header, too.
conf interval=4
kernel prefilter
open
+0   S> P. "220 mx.example\r\n"                         = unseen
+0   C> P. "RCPT TO:<a@b>\r\n" win 0 ext 8             = window 1024
