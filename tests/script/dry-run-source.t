# Dry run with debts: they grow as they would, and nobody pays.
conf interval=4 burst=1 dry-run=yes
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"*3                         = accept, held wait=8 replies=3, overdrawn
source 1 debt=8 errors=3 held=0
open two
@2   two S> P. "220 mx.example\r\n"                     = accept, held wait=7 reason=greeting
open three
@3   three S> R.                                        = accept
source 1 debt=10 errors=4
