# A reset in place of a reply waits for what its source owes, and is never given
# where that is past the longest hold.
conf interval=4 max-hold=10
owe 1 20
open a client=1 mid
@1   a S> R. 100                                        = hold 10, reset wait=10, rst, detach late
source 1 debt=23
@11  tick                                               = discard 100:100
stats held_now=0 flows_now=0
