# Within a reply of the server it is not known what is unanswered: what a client says
# then has no place.
conf interval=4 burst=4
owe 1 0.01
@20  tick
open mid
+0   S> P. "250-mx.example\r\n250-CHUN" as half         = accept
owe 1 12
+0   C> P. "VRFY b\r\nBDAT 0\r\n" as both               = cut 8
+0   S> P. "KING\r\n250 HELP\r\n" ack both+8            = accept
+0.2 C> P. both+8:both$                                 = accept
