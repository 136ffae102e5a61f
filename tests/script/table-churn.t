# Connections that end make room, whichever of them they are.  (An RST whose
# number happens to be 0 ends them at once.)
conf interval=4 policy=reply max-flows=16 max-held=1
for 1..15
	open f%i client=%i isn=4294967279
	+0.01 f%i S> P. "220 mx.example\r\n"            = accept
end
stats flows_now=15
+0   f1 S> R.                                           = accept
+0   f15 S> R.                                          = accept
+0   f7 S> R.                                           = accept
+0   f8 S> R.                                           = accept
stats flows_now=11
for 16..20
	open f%i client=%i
	+0.01 f%i S> P. "220 mx.example\r\n250 a"       = accept
end
stats flows_now=16 flows_evicted_total=0
for 16..20
	+0   f%i S> P. "550 is text\r\n"                = accept
end
+0   f2 S> P. "250 mx.example\r\n"                      = accept
for 21..60
	open f%i client=%i isn=4294967279
	+0.01 f%i S> P. "220 mx.example\r\n"            = accept
	+0    f%i S> R.                                 = accept
end
stats flows_now=16 flows_evicted_total=0
