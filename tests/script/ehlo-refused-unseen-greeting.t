# The kernel let the greeting pass: the first reply that is seen may answer EHLO
# if it is one of 500 to 504; of others nobody can tell.
conf interval=4 policy=reply
kernel prefilter
open a
+0   a S> P. "220 mx.example\r\n"                       = unseen
+0   a S> P. "502 5.5.1 no EHLO\r\n"                    = accept
+0   a S> P. "502 5.5.1 no VRFY\r\n" as a               = hold 4
+4   tick                                               = release a
open b client=2
+0   b S> P. "220 mx.example\r\n"                       = unseen
+0   b S> P. "250 mx.example\r\n"                       = unseen
+0   b S> P. "505 5.5.1 no\r\n" as b                    = hold 4
+4   tick                                               = release b
