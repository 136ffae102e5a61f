# All of a connection is seen, and nothing is known of it any more: how its window is
# scaled is not known either, so that any number is room.  The kernel cuts what must be
# changed.
conf interval=4 policy=reply max-flows=16 max-held=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
@5   tick                                               = release no
+0   C> P. "NOOP\r\n" win 1                             = window 1024
for 2..40
	open f%i client=%i
	+0.01 f%i S> P. "220 mx.example\r\n"            = accept
end
+0   C> P. "NOOP\r\n" win 1                             = accept
+0   C> P. "x"*2000 win 1 gso                           = accept
+0   C> P. "x"*2000 win 0 gso                           = split window 1024
