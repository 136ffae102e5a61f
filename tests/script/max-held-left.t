# Who makes room is one whose client has left, if there is one: nobody gets
# anything early then.
conf interval=4 policy=reply max-held=2
for 1..3
	open f%i client=%i
	+0    f%i S> P. "220 a\r\n250 a\r\n"            = accept
end
@1   f1 S> P. "550 5.1.1 no\r\n" as a                   = hold 4
@2   f2 S> P. "550 5.1.1 no\r\n" as b                   = hold 4
+0   f2 C> R.                                           = accept, discard b, abandon rst
@3   f3 S> P. "550 5.1.1 no\r\n" as c                   = hold 4
@5   tick                                               = release a
@7   tick                                               = release c
stats early_total=0
