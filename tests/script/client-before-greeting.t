# Who speaks before a greeting is over is whom a server looks for, by one that begins
# long before it ends (postscreen(8)): one line of it passes, nothing behind that.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open
+0   S> P. "220-mx.example\r\n"                         = accept
+0   C> P. "EHLO x\r\n"                                 = accept
+0   C> P. "RSET\r\n"                                   = drop, wait
+0   S> P. "220 mx.example\r\n"                         = accept
# Its rest is no line for anyone to look at.
owe 2 0.01
@40  tick
open b client=2
+0   b S> P. "220 mx.exam"                              = accept
+0   b C> P. "EHLO x\r\n"                               = drop, wait
