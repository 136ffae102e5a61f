# A client of a known source that knows what its server will say acknowledges that before:
# the server reads its data if it has said it by then, so the data is read here.
conf interval=20 burst=4 max-hold=240 max-debt=6000
owe 1 1
owe 2 1
@1   tick
open a client=1
+0   a S> P. "220 mx.example\r\n" as hello              = accept
+0   a C> P. "RSET\r\n"                                 = accept
+0   a C> P. "RSET\r\nRSET\r\nVRFY a\r\n" ack hello$+14 = ack hello$
+0   a S> P. "250 2.0.0 Ok\r\n"                         = accept
+0   a S> R.                                            = hold 20, reset
source 1 errors=3
# Of so much it is not cut.
open b client=2
+0   b S> P. "220 mx.example\r\n" as hi                 = accept
+0   b C> P. "RSET\r\nRSET\r\nVRFY a\r\n" ack hi$+9000 = accept
+0   b S> R.                                            = hold 20, reset
source 2 errors=3
@21  tick                                               = 2x release
