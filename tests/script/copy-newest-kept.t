# A retransmission takes the place of the copy that is held: the server measures
# its round trip from the copy that gets through.  It is not charged again.
conf interval=4 policy=reply
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no such user\r\n" as no           = hold 4
+0   C> .                                               = accept
+0.2 S> P. no                                           = hold, discard no, zero-window
+0.4 S> P. no                                           = hold, discard no, zero-window
+0.8 S> P. no                                           = hold, discard no, zero-window
@5   tick                                               = release no
stats held_total=1 charged_total=1 absorbed_total=3 replaced_total=3 injected_total=3 released_total=1
