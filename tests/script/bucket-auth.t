# Who authenticates with tokens left is let alone, though guesses before it cost;
# the bucket stays as it is for whoever else comes from there.
conf interval=4 burst=2
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "535 5.7.8 no\r\n" as a                      = hold 4
@5   tick                                               = release a
@5   S> P. "235 2.7.0 welcome\r\n"                      = exempt auth
source 1 tokens=2 errors=1
open two
@11  two S> P. "220 mx.example\r\n"                     = accept
