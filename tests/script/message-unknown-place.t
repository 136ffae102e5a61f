# Where nothing is known of what was before, since the kernel let it pass unseen, a
# 250 may be a message's: it passes.  The next one is placed: it waits.
conf interval=4
owe 1 20
open mid
+0   C> .
@1   S> P. "250 2.0.0 queued\r\n"                       = accept
+0   C> .
# In a transaction, of a client that says nothing of BDAT.
@2   S> P. "250 2.1.5 Ok\r\n" as ok                     = hold 18, zero-window
@20  tick                                               = release ok
