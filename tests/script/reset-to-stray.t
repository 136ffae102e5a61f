# A segment of no connection, which anybody may send in another's name: the server
# answers it with a reset that acknowledges nothing.  That costs the other nothing, or
# five such segments would have all of his mail wait.  One that ends a connection of
# which nothing was seen acknowledges what it got, and costs.
conf interval=4
open forged mid client=1
@1   forged S> R 100:100                                = accept
open again mid client=1 cport=4711
+0.1 again S> R 4000:4000                               = accept
source 1 unknown
stats flows_now=0
open unseen mid client=2
@2   unseen S> R. 100:100                               = hold 4, reset wait=4
source 2 errors=1
@6   tick                                               = release
