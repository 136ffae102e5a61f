# fails: time goes backwards
conf interval=4 policy=reply
@2   tick
@1   tick
