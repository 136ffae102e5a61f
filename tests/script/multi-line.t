# A reply of many lines is one reply and costs one interval; it is held from its
# first byte, over segments.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550-5.7.1 go away\r\n550-5.7.1 and stay\r\n550 5.7.1 there\r\n" as a  = hold 4
@5   tick                                               = release a
@6   S> P. "550-5.7.1 go\r\n" as b                      = hold 4
+1   S> P. "550-5.7.1 far\r\n" as c                     = hold
+1   S> P. "550 5.7.1 away\r\n" as d                    = hold
@10  tick                                               = release b, release c, release d
@11  S> P. "550-5.7.1 go\r\n" as e                      = hold 4
@15  tick                                               = release e
+0   S> P. "550 5.7.1 away\r\n"                         = accept
@17  S> P. "550 5.7.1 once more\r\n" as f               = hold 4
@21  tick                                               = release f
stats charged_total=4
