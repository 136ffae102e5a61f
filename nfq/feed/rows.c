// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rows.c - the table of log lines that mean something
 *
 * One row a kind of line, each with a line that a real server wrote in this
 * project's lab (tests/lab/mta): Postfix 3.7.11, Exim 4.96, OpenSMTPD 6.8.0p2,
 * Sendmail 8.17.1.9, Dovecot 2.3.19.1.  Another kind is another row.
 *
 * Local parts, HELO names, user names and reverse DNS are an attacker's words,
 * so a row must read the client's address where none of them can stand:
 *
 *	- before all of them, counted from the text's start, or
 *	- behind all of them, counted from its end, or
 *	- between two of them, if the one before it is within a bound that cannot
 *	  be in it: Exim's "(HELO) [address]", since it takes no HELO with a
 *	  parenthesis in it.  But helo_accept_junk_hosts makes it take any: then
 *	  a line with another ") [" behind the address could be read in two ways
 *	  and charges nobody, until the log shows that HELO is checked.
 *
 * Where a server's line is no such, its row has no address, and the session
 * has one from another line.  tests/feed/property_test.c tries to break this.
 */
#include "rows.h"

#define HOST	"[A-Za-z0-9._-]+"
#define ADDR	"(?<addr>[0-9A-Fa-f.:]+)"
#define PORT	"(?::\\d+)?"

/* Postfix: the name is one that it looked up and found to be one. */
#define PEER	HOST "\\[" ADDR "\\]" PORT

/*
 * Exim: H=name (HELO) [address]:port.  What follows are fields, of which some
 * are an attacker's, too: whoever fakes one can only make his own line unread.
 */
#define EXIM_DOUBT "(?=(?<doubt>.*?\\) \\[)?)"
#define EXIM_HOST "(?:" HOST " )?(?:\\([^()]*\\) )?\\[" ADDR "\\]" PORT
#define EXIM_MAILBOX "<(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^\"<>])*+>"
#define EXIM_FIELDS							\
	"(?: X=(?<tls>\\S+)| (?!A=|F=|X=)[A-Za-z]+="			\
	"(?:\"(?:[^\"\\\\]|\\\\.)*+\"|[^\"\\s]\\S*))*+"
#define EXIM_REFUSED							\
	"^H=" EXIM_HOST EXIM_DOUBT EXIM_FIELDS				\
	"(?: F=" EXIM_MAILBOX ")?(?: A=(?<good>\\S+))? "		\
	"(?<soft>temporarily )?rejected "

/* OpenSMTPD: a number for each session. */
#define SMTPD	"^(?<session>[0-9a-f]{16}) smtp "

/* Sendmail: an id for each transaction; and name [address] (remark). */
#define QID	"^[A-Za-z0-9]{8,20}: "
#define RELAY	"(?:(?:" HOST "@)?" HOST " )?\\[(?:IPv6:)?" ADDR "\\]"		\
		"(?: \\(may be forged\\))?"
/* It tells of each VRFY and EXPN, not how it was answered. */
#define ASKS	QID "(?:(?:" HOST "@)?" HOST " )?\\[[^][ ]*\\]"		\
		"(?: \\(may be forged\\))?: "

/* Dovecot: what it says behind the client's address has no '=' of a client. */
#define LOGIN	"^(?:submission|imap|pop3|managesieve)-login: (?:Info: )?"

#define POSTFIX_MX "Nov 29 10:20:37 mail postfix/smtpd[25]: "
#define SENDMAIL_MX "Nov 29 10:32:07 mail sendmail[102]: "
#define EXIM_TLS "X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=no "

const char *const feed_format_names[FORMATS] = {
	[FORMAT_AUTO] = "auto",
	[FORMAT_POSTFIX] = "postfix",
	[FORMAT_EXIM] = "exim",
	[FORMAT_OPENSMTPD] = "opensmtpd",
	[FORMAT_SENDMAIL] = "sendmail",
	[FORMAT_DOVECOT] = "dovecot",
};

const struct feed_row feed_rows[] = {
	/* --- Postfix */
	{ FORMAT_POSTFIX, MEANS_ERROR, ERROR_RCPT, TLS_SESSION,
	  "eject: RCPT from ",
	  "^[A-Za-z0-9]+: (?:milter-)?reject: RCPT from " PEER
	  ": (?:(?<soft>4\\d\\d|552)|5\\d\\d) ",
	  POSTFIX_MX "NOQUEUE: reject: RCPT from client.example.net[192.0.2.10]: 550 5.1.1 <nobody@example.com>: Recipient address rejected: User unknown in local recipient table; from=<a@example.net> to=<nobody@example.com> proto=ESMTP helo=<client.example.net>",
	  "192.0.2.10 1" },
	{ FORMAT_POSTFIX, MEANS_ERROR, ERROR_RCPT, TLS_SESSION,
	  " in RCPT command: ",
	  "^warning: Illegal address syntax from " PEER " in RCPT command: ",
	  POSTFIX_MX "warning: Illegal address syntax from client.example.net[192.0.2.10] in RCPT command: <a b@example.com>",
	  "192.0.2.10 1" },
	{ FORMAT_POSTFIX, MEANS_ERROR, ERROR_VRFY, TLS_SESSION,
	  "eject: VRFY from ",
	  "^[A-Za-z0-9]+: (?:milter-)?reject: VRFY from " PEER
	  ": (?:5\\d\\d|(?<soft>4\\d\\d)) ",
	  POSTFIX_MX "NOQUEUE: reject: VRFY from client.example.net[2001:db8:1::10]: 550 5.1.1 <nobody>: Recipient address rejected: User unknown in local recipient table; to=<nobody> proto=ESMTP helo=<client.example.net>",
	  "2001:db8:1::10 1" },
	{ FORMAT_POSTFIX, MEANS_ERROR, ERROR_VRFY, TLS_SESSION,
	  " in VRFY command: ",
	  "^warning: Illegal address syntax from " PEER " in VRFY command: ",
	  POSTFIX_MX "warning: Illegal address syntax from unknown[192.0.2.10] in VRFY command: x... User unknown",
	  "192.0.2.10 1" },
	{ FORMAT_POSTFIX, MEANS_ERROR, ERROR_AUTH, TLS_SESSION,
	  "]: SASL ",
	  "^warning: " PEER ": SASL \\S+ authentication (?:failed|aborted)",
	  POSTFIX_MX "warning: client.example.net[192.0.2.10]: SASL PLAIN authentication failed: authentication failure, sasl_username=user1@example.com",
	  "192.0.2.10 1" },
	{ FORMAT_POSTFIX, MEANS_BEGIN, 0, TLS_SESSION,
	  "connect from ",
	  "^connect from " PEER "$",
	  POSTFIX_MX "connect from client.example.net[192.0.2.10]", "" },
	{ FORMAT_POSTFIX, MEANS_TLS, 0, TLS_SESSION,
	  " TLS connection established from ",
	  "^[A-Z][a-z]+ TLS connection established from " PEER ": ",
	  POSTFIX_MX "Anonymous TLS connection established from client.example.net[192.0.2.10]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256",
	  "" },
	{ FORMAT_POSTFIX, MEANS_AUTHENTICATED, 0, TLS_SESSION,
	  ", sasl_method=",
	  "^[A-Za-z0-9]+: client=" PEER ", sasl_method=",
	  POSTFIX_MX "6A281A7405B: client=client.example.net[192.0.2.10], sasl_method=PLAIN, sasl_username=user1@example.com",
	  "" },
	{ FORMAT_POSTFIX, MEANS_END, 0, TLS_SESSION,
	  "disconnect from ",
	  "^disconnect from " PEER "(?<counts>(?: [a-z]+=\\d+(?:/\\d+)?)*)$",
	  POSTFIX_MX "disconnect from client.example.net[192.0.2.10] ehlo=2 starttls=1 mail=1 rcpt=0/4 quit=1 commands=5/9",
	  "" },

	/* --- Exim */
	{ FORMAT_EXIM, MEANS_ERROR, ERROR_RCPT, TLS_LINE,
	  " rejected RCPT ", EXIM_REFUSED "RCPT ",
	  "2026-11-29 10:32:25 H=(client.example.net) [192.0.2.10] " EXIM_TLS "F=<a@example.net> rejected RCPT <nobody@example.com>: User unknown",
	  "192.0.2.10 1 tls" },
	{ FORMAT_EXIM, MEANS_ERROR, ERROR_VRFY, TLS_LINE,
	  " rejected VRFY ", EXIM_REFUSED "VRFY ",
	  "2026-11-29 10:32:07 H=(client.example.net) [192.0.2.10] " EXIM_TLS "rejected VRFY nobody",
	  "192.0.2.10 1 tls" },
	{ FORMAT_EXIM, MEANS_ERROR, ERROR_VRFY, TLS_LINE,
	  " rejected EXPN ", EXIM_REFUSED "EXPN ",
	  "2026-11-29 10:31:58 H=(client.example.net) [192.0.2.10] rejected EXPN nobody",
	  "192.0.2.10 1" },
	{ FORMAT_EXIM, MEANS_ERROR, ERROR_VRFY, TLS_NOBODY,
	  "VRFY failed for ",
	  "^VRFY failed for .* H=" EXIM_HOST "(?: I=\\S+)?$",
	  "2026-11-29 10:32:18 VRFY failed for nobody H=(client.example.net) [192.0.2.10]",
	  "192.0.2.10 1" },
	{ FORMAT_EXIM, MEANS_ERROR, ERROR_AUTH, TLS_NOBODY,
	  " authenticator failed for ",
	  "^\\S+ authenticator failed for " EXIM_HOST EXIM_DOUBT
	  "(?: [IU]=\\S+)*: (?:5|(?<soft>4))\\d\\d ",
	  "2026-11-29 10:32:27 plain authenticator failed for (client.example.net) [192.0.2.10]: 535 Incorrect authentication data (set_id=user1)",
	  "192.0.2.10 1" },

	{ FORMAT_EXIM, MEANS_CHECKS, 0, TLS_NOBODY,
	  "syntactically invalid argument",
	  "^rejected (?:EHLO|HELO) from .*: syntactically invalid argument",
	  "2026-11-29 10:32:29 rejected EHLO from [192.0.2.10]: syntactically invalid argument(s): x[192.0.2.9]:",
	  "" },

	/* --- OpenSMTPD */
	{ FORMAT_OPENSMTPD, MEANS_BEGIN, 0, TLS_SESSION,
	  " smtp connected ",
	  SMTPD "connected address=\\[?" ADDR "\\]? host=",
	  "84ab1e25d52f8dc2 smtp connected address=192.0.2.10 host=client.example.net",
	  "" },
	/* Its package does no TLS in the lab: the form is of its source. */
	{ FORMAT_OPENSMTPD, MEANS_TLS, 0, TLS_SESSION,
	  " smtp tls ciphers=", SMTPD "tls ciphers=",
	  "84ab1e25d52f8dc2 smtp tls ciphers=TLSv1.3:TLS_AES_256_GCM_SHA384:256",
	  "" },
	{ FORMAT_OPENSMTPD, MEANS_AUTHENTICATED, 0, TLS_SESSION,
	  " smtp authentication ",
	  SMTPD "authentication user=.* result=ok$",
	  "84ab1e25d52f8dc2 smtp authentication user=user1 result=ok", "" },
	{ FORMAT_OPENSMTPD, MEANS_ERROR, ERROR_RCPT, TLS_SESSION,
	  " smtp failed-command ",
	  SMTPD "failed-command command=\"(?i:RCPT ).*\" result=\"5(?!52)\\d\\d ",
	  "84ab1e25d52f8dc2 smtp failed-command command=\"RCPT TO:<nobody@example.com>\" result=\"550 Invalid recipient: <nobody@example.com>\"",
	  "" },
	{ FORMAT_OPENSMTPD, MEANS_ERROR, ERROR_VRFY, TLS_SESSION,
	  " smtp failed-command ",
	  SMTPD "failed-command command=\"(?i:VRFY|EXPN) .*\" result=\"5\\d\\d ",
	  "84ab1e291c18ccb5 smtp failed-command command=\"VRFY nobody\" result=\"500 5.5.1 Invalid command: Command unrecognized\"",
	  "" },
	{ FORMAT_OPENSMTPD, MEANS_ERROR, ERROR_AUTH, TLS_SESSION,
	  " smtp failed-command ",
	  SMTPD "failed-command command=\"AUTH (?:PLAIN|LOGIN) \\(.*\" result=\"5\\d\\d ",
	  "84ab1e25d52f8dc2 smtp failed-command command=\"AUTH PLAIN (...)\" result=\"535 Authentication failed\"",
	  "" },
	{ FORMAT_OPENSMTPD, MEANS_END, 0, TLS_SESSION,
	  " smtp disconnected ", SMTPD "disconnected ",
	  "84ab1e25d52f8dc2 smtp disconnected reason=quit", "" },

	/*
	 * --- Sendmail.  It tells of a refused recipient before it tells whose,
	 * and echoes RCPT's words behind the id: an address is believed only
	 * where they cannot stand, without an id, or at the end, since it puts
	 * a reason behind them ("... User unknown").
	 */
	{ FORMAT_SENDMAIL, MEANS_BEGIN, 0, TLS_SESSION,
	  "STARTTLS=server, ",
	  "^STARTTLS=server, relay=" RELAY ", version=(?<tls>)",
	  SENDMAIL_MX "STARTTLS=server, relay=[192.0.2.10], version=TLSv1.3, verify=NO, cipher=TLS_AES_256_GCM_SHA384, bits=256/256",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_AUTHENTICATED, 0, TLS_SESSION,
	  "AUTH=server, ",
	  "^AUTH=server, relay=" RELAY ", authid=",
	  SENDMAIL_MX "AUTH=server, relay=[192.0.2.10], authid=user1, mech=PLAIN, bits=0",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_ERROR, ERROR_RCPT, TLS_SESSION,
	  "... User unknown", QID "(?!\\[).*\\.\\.\\. User unknown$",
	  SENDMAIL_MX "6ATAW7at000102: <nobody@example.com>... User unknown",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_ERROR, ERROR_RCPT, TLS_SESSION,
	  "ruleset=check_rcpt, ",
	  QID "ruleset=check_rcpt, arg1=.*, reject=5\\d\\d ",
	  SENDMAIL_MX "6ATAW7Pk000103: ruleset=check_rcpt, arg1=<a@example.org>, relay=[192.0.2.10], reject=550 5.7.1 <a@example.org>... Relaying denied. IP name lookup failed [192.0.2.10]",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_ERROR, ERROR_VRFY, TLS_SESSION,
	  "]: VRFY ", ASKS "VRFY ",
	  SENDMAIL_MX "6ATAW85e000104: [192.0.2.10]: VRFY nobody",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_ERROR, ERROR_VRFY, TLS_SESSION,
	  "]: EXPN ", ASKS "EXPN ",
	  SENDMAIL_MX "6ATAW85e000104: [192.0.2.10]: EXPN nobody",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_ERROR, ERROR_AUTH, TLS_SESSION,
	  ": AUTH failure (",
	  QID "AUTH failure \\([^()]*\\): .*, relay=" RELAY "$",
	  SENDMAIL_MX "6ATAW9bD000105: AUTH failure (PLAIN): authentication failure (-13) SASL(-13): authentication failure: Password verification failed, user=user1, relay=[192.0.2.10]",
	  "192.0.2.10 1" },
	{ FORMAT_SENDMAIL, MEANS_WHO, 0, TLS_SESSION,
	  ", nrcpts=",
	  QID "from=.*, nrcpts=\\d+, .*daemon=[^,]*, relay=" RELAY "$",
	  SENDMAIL_MX "6ATAW5ZY000101: from=<a@example.net>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA6, relay=[192.0.2.10]",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_WHO, 0, TLS_SESSION,
	  ": lost input channel from ",
	  QID "lost input channel from " RELAY " to \\S+ after \\S+$",
	  SENDMAIL_MX "6ATAW5ZY000101: lost input channel from [192.0.2.10] to MTA6 after rcpt",
	  "" },
	{ FORMAT_SENDMAIL, MEANS_END, 0, TLS_SESSION,
	  " did not issue ",
	  QID RELAY " did not issue MAIL/EXPN/VRFY/ETRN during connection to \\S+$",
	  SENDMAIL_MX "6ATAW9bD000105: [192.0.2.10] did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA6",
	  "" },

	/* --- Dovecot */
	{ FORMAT_DOVECOT, MEANS_ERROR, ERROR_AUTH, TLS_LINE,
	  "(auth failed, ",
	  LOGIN "[A-Z][^()=<>]*\\(auth failed, (?<n>\\d+) attempts"
	  "(?: in \\d+ secs)?\\): user=<.*>, method=[A-Za-z0-9_-]*, rip=" ADDR
	  ", lip=[0-9A-Fa-f.:]+(?:, (?<tls>TLS)[^=<>]*|, secured)?"
	  "(?:, session=<[A-Za-z0-9+/=]*>)?$",
	  "Nov 29 10:22:11 submission-login: Info: Disconnected: Aborted login by logging out (auth failed, 3 attempts in 6 secs): user=<user1>, method=LOGIN, rip=192.0.2.10, lip=198.51.100.25, TLS, session=<cGsvqmdhFLXAAAIK>",
	  "192.0.2.10 3 tls" },
};

const size_t feed_rows_n = sizeof(feed_rows) / sizeof(*feed_rows);
