# A source that authenticates is no offender, and owes nothing; AUTH guesses
# before it do cost.
conf interval=4 policy=source offender-errors=1
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
@1   S> P. "535 5.7.8 no\r\n" as a                      = hold 4, offender
@5   tick                                               = release a
@10  S> P. "235 2.7.0 welcome\r\n"                      = exempt auth
source 1 offender=no debt=0
open two
@11  two S> P. "220 mx.example\r\n"                     = accept
