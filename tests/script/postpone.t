# The answer of a store that routers share comes late: what a connection holds
# last waits longer, what is before it does not; never shorter, never past the
# longest hold; and where nothing is held, nothing happens.
conf interval=4 policy=reply max-hold=20
open a
postpone a 10
@1     a S> P. "220 mx.example\r\n"                      = accept
@2     a S> P. "550 5.1.1 no\r\n" as no                  = hold 4
@3     tick                                              = none
postpone a 1
postpone a 10
postpone a 5
held flows=1
@12.9  tick                                              = none
@13    tick                                              = release no
@14    a S> P. "550 5.1.1 one\r\n" as one                = hold 4
@15    a S> P. "550 5.1.1 two\r\n" as two                = hold 7
postpone a 100
open b
@16    b S> P. "550 5.1.1 other\r\n" as other            = hold 4
@18    tick                                              = release one
@20    tick                                              = release other flow=b
@34.9  tick                                              = none
@35    tick                                              = release two
held flows=0
