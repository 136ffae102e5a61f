# With prefix6 = 128 each address is a source: neighbours up to its last byte owe
# nothing for it.
conf interval=4 prefix6=128
charge 7/1 5
open a client=7/1
+0   a S> P. "220 mx.example\r\n" as late               = hold 4
open b client=7/2
+0   b S> P. "220 mx.example\r\n250 mx.example\r\n"     = accept
@4   tick                                               = release late
