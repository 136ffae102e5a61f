# A host that accepts no mail, or not from this client: 554 in its greeting.
conf interval=4 policy=reply
open
@1   S> FP. "554 5.7.1 go away\r\n" as a                = hold 4
@5   tick                                               = release a
