# Dry run with debts: they grow as they would, and nobody pays.
conf interval=4 policy=source dry-run=yes offender-errors=1
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n"*3                         = accept, held wait=12 replies=3
source 1 debt=12 errors=3 offender=yes held=0
open two
@2   two S> P. "220 mx.example\r\n"                     = accept, held wait=15 reason=greeting
