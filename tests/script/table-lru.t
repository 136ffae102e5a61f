# The table of connections is full: the one idle longest goes first.  Who is kept
# is known to be in the middle of a line; who was forgotten begins one.
conf interval=4 policy=reply max-flows=16 max-held=1
open idle client=1
open busy client=2
+0   idle S> P. "220 mx.example\r\n250 a"               = accept
+0   busy S> P. "220 mx.example\r\n250 a"               = accept
for 3..40
	open f%i client=%i
	+0.01 f%i S> P. "220 mx.example\r\n"            = accept
	+0.01 busy S> P. "b"                            = accept
end
@2   busy S> P. "550 is text\r\n"                       = accept
@3   idle S> P. "550 is taken for a reply\r\n" as a     = hold 4
@7   tick                                               = release a
stats flows_now=17
