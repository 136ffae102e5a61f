# fails: new bytes reach the server, and a reply is held
# The kernel forgot the mark, and doesn't ask about the client.
conf interval=4
open
+0   S> P. "220 mx.example\r\n250 mx.example\r\n"       = accept
@1   S> P. "550 5.1.1 no\r\n" as no                     = hold 4
unmark
+0.1 C> P. "RCPT TO:<x>\r\n"
