# Who says that he left may still bind the server: nobody else knows.  His connection
# counts until its reply is due, whatever the server says or doesn't say.
conf interval=60 server-budget=1 max-hold=280
for 1..3
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 60
@2   f1 C> R.                                           = accept, discard a, abandon rst
@59.9 f2 S> P. "550 5.1.1 no\r\n" as b                  = hold 60, rst flow=f1, detach budget flow=f1
held flows=2 detached=1 abandoned=1
# Due, it counts no more.
@62  f2 C> F.                                           = accept, discard b, abandon fin
@70  f2 S> P. b                                         = drop
@119.9 tick                                             = none
@120 f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 60
held flows=1 detached=0 abandoned=0
@180 tick                                               = release c
stats gated_now=0 detached_total=1
