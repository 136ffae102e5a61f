# Three copies in a row that begin at the gate tell that all before it was acknowledged:
# the server is answered so.  What went out before it, and what is sent of that again,
# begins the count anew.
no-restarts
# (The count is lost: the server is told later.)
conf interval=20 policy=reply
open
@1   S> P. "250 one\r\n550 5.1.1 no\r\n" as all         = cut 9
+0.2 S> P. all+9:all$                                   = hold
+0.2 S> P. all+9:all$                                   = hold, discard all+9:all$
+0.2 S> P. all                                          = hold, discard all+9:all$
+0.2 S> P. all+9:all$                                   = hold, discard all
+0.2 S> P. all+9:all$                                   = hold, discard all+9:all$
+0.2 S> P. all:all+9                                    = drop
+0.2 S> P. all+9:all$                                   = hold, discard all+9:all$
+0.2 S> P. all+9:all$                                   = hold, discard all+9:all$
+0.2 S> P. all+9:all$                                   = hold, discard all+9:all$, zero-window ack=all+9
+0   S> P. "250 two\r\n550 5.1.1 no\r\n" as next        = hold, zero-window ack=all+9
@21  tick                                               = release all+9:all$
+0.2 S> P. next                                         = hold, discard next
+0.2 S> P. next                                         = hold, discard next
+0.2 S> P. next                                         = hold, discard next, zero-window ack=next
@41  tick                                               = release next
# The next gate.
+0   S> P. "550 5.1.1 no\r\n" as new                    = hold 20
+0.2 S> P. new                                          = hold, discard new
+0.2 S> P. new                                          = hold, discard new, zero-window ack=new
@61  tick                                               = release new
