# TLS begins by a record that is no line, though it may have LF in it, and ends as it says.
# It waits for nothing but what is before it, and what is behind it waits for its answer.
conf interval=20 burst=4 max-hold=240
owe 1 0.01
@100 tick
open at-once client=1
+0   at-once C> P. "\x16\x03\x01\x00\x08ab\n\nc\nde"    = accept
+0   at-once C> P. "MAIL FROM:<>\r\n"                   = drop
+0   at-once S> P. "\x16\x03\x03\x00\x04hihi"           = exempt tls
open later client=1
+0   later S> P. "220 mx.example\r\n250 STARTTLS\r\n"   = accept
+0   later C> P. "STARTTLS\r\n"                         = accept
+0   later S> P. "220 2.0.0 go\r\n"                     = accept
+0   later C> P. "\x16\x03\x01\x00\x08ab\n\n"           = accept
+0   later C> P. "c\nde"                                = accept
+0   later S> P. "\x16\x03\x03\x00\x04hihi"             = exempt tls
# One that is too long to be one is a line.
open long client=1
+0   long C> P. "\x16\x03\x01\x40\x00a\nMAIL FROM:<>\r\n" = cut 7
# So is one where nobody was told to begin TLS: what is behind it is not hidden in it.
open clear client=1
+0   clear S> P. "220 mx.example\r\n250 mx\r\n"         = accept
+0   clear C> P. "\x16\x03\x01\x04\x00\r\nRCPT TO:<g01>\r\nRCPT TO:<g02>\r\n" = cut 7
