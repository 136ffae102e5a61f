# A capture that has only the first bytes of each packet: the rest cannot be
# read, and the next packet is taken to begin a line.
conf interval=4 policy=reply dry-run=yes
open
+0   S> P. "220 mx.example\r\n" snap 10                 = accept
+0   S> P. "250-" "x"*200 "\r\n250 SIZE\r\n" snap 68    = accept
@1   S> P. "550 5.1.1 no such user\r\n" snap 12         = accept, held wait=4 code=550 enhanced=5.1.1
@2   S> P. "550 5.1.1 no such user\r\n" snap 12         = accept, held wait=7
@3   S> P. "250 2.1.5 Ok\r\n"                           = accept
stats charged_total=2 unparsed_total=0
