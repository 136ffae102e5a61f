# A copy of what came before it does not begin the times anew that a message is kept.
conf interval=4 burst=1 max-hold=60
owe 1 0.01
@20  tick
open
+0   S> P. "220 mx.example\r\n250-mx\r\n250 CHUNKING\r\n"         = accept
+0   C> P. "MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\n" as m = accept
+0   C> P. "BDAT 20 LAST\r\n" "x"*10 as one             = drop
for 1..4
+0.2 C> P. m                                            = accept
+0   C> P. one                                          = drop
end
+0.2 C> P. m                                            = accept
+0   C> P. one                                          = accept
