# The sizes of the tables are those of the start, whatever a reload says (and not
# those of a restart, of course).
conf interval=4 policy=reply max-held=1 max-flows=16
open a client=1
open b client=2
+0   a S> P. "220 a\r\n250 a\r\n"                       = accept
+0   b S> P. "220 a\r\n250 a\r\n"                       = accept
no-restarts
@1   a S> P. "550 5.1.1 no\r\n" as a                    = hold 4
conf max-held=100 max-flows=100
@2   b S> P. "550 5.1.1 no\r\n" as b                    = hold 4, release a, early room
@6   tick                                               = release b
for 3..40
	open f%i client=%i
	+0.01 f%i S> P. "220 mx.example\r\n"            = accept
end
stats flows_now=17
