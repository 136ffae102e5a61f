# Ends that come again with numbers far from those before, beyond them or below, are
# another connection's: its greeting is no answer to what the one before began.
conf interval=4
owe 1 0.01
@20  tick
open one mid cport=5000 isn=50000000
+0   one S> P. "354 go\r\n"                             = accept
open two mid cport=5000 isn=90000000
+0   two S> P. "220 mx.example\r\n"                     = accept
+0   two S> P. "354 go\r\n"                             = accept
open three mid cport=5000 isn=10000000
+0   three S> P. "220 mx.example\r\n"                   = accept
source 1 delivered=0
