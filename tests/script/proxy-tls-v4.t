# In TLS a named client waits for what it owes, and the kernel cannot know that it does:
# so nothing of it passes unseen, before it owes or after.
conf interval=4 burst=1 proxy-protocol=10.0.9.1
kernel prefilter
open a client=9
+0   a C> P. "PROXY TCP4 10.0.7.1 192.0.1.1 40000 25\r\n"   = accept
+0   a S> P. "220 mx.example\r\n250 STARTTLS\r\n220 2.0.0 go\r\n" = accept
@1   a S> P. "\x16\x03\x03\0\x05\x02hello"                  = accept
@2   a S> P. "\x17\x03\x03\0\x05hello"                      = accept
charge 7 3
@3   a S> P. "\x17\x03\x03\0\x05hello" as late              = hold 7, held tls-debt, zero-window
@10  tick                                                   = release late
stats exempt_tls_total=1 held_tls_total=1
