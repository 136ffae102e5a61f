# No other 2xx is a message's (RFC 5321 4.3.2): a password that is right, or an address
# that exists, waits as any reply does, also where nothing is known of what was before.
conf interval=4
owe 1 20
open a client=1 mid
open b client=1 mid
+0   a C> .
@1   a S> P. "235 2.7.0 welcome\r\n" as in              = hold 19
+0   b C> .
@2   b S> P. "252 2.0.0 somebody\r\n" as somebody       = hold 18
@20  tick                                               = release in, release somebody
