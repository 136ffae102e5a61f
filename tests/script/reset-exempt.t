# A connection that is let alone, or soon is, may be reset at any time.
conf interval=4
open
+0   S> P. "220 mx.example\r\n250 AUTH PLAIN\r\n"       = accept
+0   S> P. "235 2.7.0 welcome\r\n"                      = exempt auth
+0   S> R.                                              = unseen
conf trusted=10.0.2.0/24,2001:db8:2::/64
open b client=2                                         = exempt trusted
+0   b S> R.                                            = unseen
