# What the server discards (an old time stamp, a signature, too few hops) may be said again
# in other words: so the lines of each copy may be those that a reset answers.
conf interval=20 burst=4 max-hold=240 max-debt=1000
for 1..6
owe %i 1
end
@1   tick
open a client=1
+0   a S> P. "220 mx.example\r\n"                       = accept
+0   a C> P. "NOOP xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" as a1 = accept
+0   a C> P. a1 "VRFY a\r\nVRFY b\r\nVRFY c\r\nVRFY d\r\nQUIT\r\n" = accept
+0   a S> R.                                            = hold 20, reset
source 1 debt=120
# So may be what follows: here it is a chunk, if the first line says so.
open b client=2
+0   b S> P. "220 mx.example\r\n"                       = accept
+0   b C> P. "BDAT 38\r\n" as b1                        = accept
+0   b C> P. "VRFY a\r\nVRFY b\r\nVRFY c\r\nVRFY d\r\nNOOP\r\n" = accept
+0   b C> P. b1 "NOOP  7\r\n"                           = accept
+0   b S> .
+0   b C> P. "RSET\r\n"                                 = accept
+0   b S> R.                                            = hold 20, reset
source 2 debt=160
# Each answer is one to one of them.
open c client=3
+0   c S> P. "220 mx.example\r\n"                       = accept
+0   c C> P. "BDAT 38\r\n" as c1                        = accept
+0   c C> P. "VRFY a\r\nVRFY b\r\nVRFY c\r\nVRFY d\r\nNOOP\r\n" = accept
+0   c C> P. c1 "NOOP  7\r\n"                           = accept
+0   c S> P. "250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n" = accept
+0   c S> R.                                            = hold 20, reset
source 3 debt=80
# What was said before, and is not answered, is counted, too.
open d client=4
+0   d S> P. "220 mx.example\r\n"                       = accept
+0   d C> P. "RSET\r\nRSET\r\nRSET\r\n"                 = accept
+0   d S> .
+0   d C> P. "NOOP 777777777\r\n" as d1                 = accept
+0   d C> P. d1 "VRFY a\r\nVRFY b\r\n"                 = accept
+0   d S> P. "250 2.0.0 Ok\r\n"                         = accept
+0   d S> R.                                            = hold 20, reset
source 4 debt=100
# Where the server has it, what comes again is nothing.
open e client=5
+0   e S> P. "220 mx.example\r\n"                       = accept
+0   e C> P. "MAIL FROM:<>\r\nRCPT TO:<g1>\r\n" as e1   = accept
+0   e S> .
+0   e C> P. e1                                         = accept
+0   e C> P. "RSET\r\n" as e2                           = accept
+0   e C> P. e1                                         = accept
+0   e S> .
+0   e C> P. e2:e2$+6 "RSET\r\nRSET\r\n"               = accept
+0   e S> R.                                            = hold 20, reset
source 5 debt=80
# A minute without a word has shown that nothing is unanswered, but not what is read.
open f client=6
+0   f S> P. "220 mx.example\r\n"                       = accept
+0   f C> P. "RSET\r\n" as f1                           = accept
+0   f C> P. f1                                         = accept
+0   f S> P. "250 2.0.0 Ok\r\n"                         = accept
+0   f C> .                                             = accept
@21  tick                                               = 5x release
@62  f C> P. "NOOP\r\n"                                 = accept
+0   f S> R.                                            = hold 20, reset
source 6 errors=1
@82  tick                                               = release
# What is held does not stand for all of them.
owe 7 1
@83  tick
open g client=7
+0   g S> P. "220 mx.example\r\n"                       = accept
+0   g C> P. "NOOP xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n" as g1 = accept
+0   g C> P. g1 "VRFY a\r\nVRFY b\r\nVRFY c\r\nVRFY d\r\nQUIT\r\n" = accept
+0   g S> P. "550 5.1.1 no\r\n" as no                   = hold 20, zero-window
+0   g S> R. no$                                        = hold, reset
source 7 debt=120
@103 tick                                               = release no
@123 tick                                               = release
