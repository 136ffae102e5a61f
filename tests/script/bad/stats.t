# fails: want held_total=1, got 0
conf interval=4 policy=reply
open
stats held_total=1
