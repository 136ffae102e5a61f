// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * attack.c - log lines of real servers with an attacker's words in them
 *
 * Each form is a line that was recorded in the lab (tests/feed/logs), with what a
 * client chose replaced by a mark: %P the client's address, %I its process, %R
 * recipient, %S sender, %H HELO, %h HELO that Exim checks, or not, %U user,
 * %W sender's words between quotes,
 * %N the name in the DNS, %Q a queue id, %D a session's number.
 */
#include "attack.h"

#include <stdio.h>
#include <string.h>

#define POSTFIX	"Nov 29 10:20:37 mail postfix/smtpd[%I]: "
#define EXIM	"2026-11-29 10:32:25 "
#define TLS	"X=TLS1.3:ECDHE_X25519__RSA_PSS_RSAE_SHA256__AES_256_GCM:256 CV=no "
#define SENDMAIL "Nov 29 10:32:07 mail sendmail[%I]: "

static const struct form {
	const char *text;
	enum { MAY, BEGINS, MUST, MUST_CHECKED, ONLY_CHECKED } what;
} forms[] = {
	{ POSTFIX "connect from %N[%P]", BEGINS },
	{ POSTFIX "NOQUEUE: reject: RCPT from %N[%P]: 550 5.1.1 <%R>: Recipient address rejected: User unknown in local recipient table; from=<%S> to=<%R> proto=ESMTP helo=<%H>",
	  MUST },
	{ POSTFIX "%Q: reject: RCPT from %N[%P]: 554 5.7.1 <%R>: Relay access denied; from=<%S> to=<%R> proto=ESMTP helo=<%H>",
	  MUST },
	{ POSTFIX "NOQUEUE: reject: RCPT from %N[%P]: 450 4.7.1 <%R>: Recipient address rejected: Greylisted; from=<%S> to=<%R> proto=ESMTP helo=<%H>", MAY },
	{ POSTFIX "warning: Illegal address syntax from %N[%P] in RCPT command: %R",
	  MUST },
	{ POSTFIX "NOQUEUE: reject: VRFY from %N[%P]: 550 5.1.1 <%R>: Recipient address rejected: User unknown; to=<%R> proto=ESMTP helo=<%H>",
	  MUST },
	{ POSTFIX "warning: %N[%P]: SASL LOGIN authentication failed: authentication failure, sasl_username=%U",
	  MUST },
	{ POSTFIX "warning: unknown DSN NOTIFY command value \"%R\" in \"%R\"", MAY },
	{ POSTFIX "disconnect from %N[%P] ehlo=1 auth=0/3 mail=1 rcpt=0/12 quit=1 commands=3/16", MAY },
	{ POSTFIX "Anonymous TLS connection established from %N[%P]: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)", MAY },
	{ "Nov 29 10:20:37 mail postfix/cleanup[%I]: %Q: reject: header Subject: %R from %N[%P]; from=<%S> to=<%R> proto=ESMTP helo=<%H>: 5.7.1 no", MAY },
	{ "Nov 29 10:20:37 mail postfix/cleanup[%I]: %Q: message-id=<%R>", MAY },

	{ EXIM "H=(%h) [%P] F=<%S> rejected RCPT <%R>: User unknown", MAY },
	{ EXIM "H=(%h) [%P] " TLS "F=<%S> rejected RCPT <%R>: User unknown", MAY },
	{ EXIM "H=(%h) [%P] " TLS "F=<a@example.net> rejected RCPT <%R>: User unknown",
	  MUST_CHECKED },
	{ EXIM "H=(%h) [%P] " TLS "F=<\"%W\"@example.net> rejected RCPT <%R>: User unknown",
	  MUST_CHECKED },
	{ EXIM "H=%N [%P] F=<> rejected RCPT %R: %R", MUST_CHECKED },
	{ EXIM "H=%N (%h) [%P]:40112 " TLS "F=<%S> A=plain:%U rejected RCPT %R: User unknown", MAY },
	{ EXIM "H=%N [%P] F=<%S> temporarily rejected RCPT <%R>: %R", MAY },
	{ EXIM "H=(%h) [%P] " TLS "rejected VRFY %R", MUST_CHECKED },
	{ EXIM "H=(%h) [%P] rejected EXPN %R", MUST_CHECKED },
	{ EXIM "VRFY failed for %R H=(%h) [%P]", MUST_CHECKED },
	{ EXIM "VRFY failed for %R H=%N (%h) [%P]:40112", MUST_CHECKED },
	{ EXIM "plain authenticator failed for (%h) [%P]: 535 Incorrect authentication data (set_id=%U)",
	  MUST_CHECKED },
	{ EXIM "login authenticator failed for %N (%h) [%P]: 535 Incorrect authentication data (set_id=%U)",
	  MUST_CHECKED },
	{ EXIM "rejected EHLO from [%P]: syntactically invalid argument(s): %R",
	  ONLY_CHECKED },
	{ EXIM "SMTP syntax error in \"%R\" H=(%h) [%P] unrecognized command", MAY },
	{ EXIM "1xXcCL-00000H-03 <= %S H=(%h) [%P] P=esmtp S=223 id=%R", MAY },

	{ "%D smtp connected address=%B host=%H", BEGINS },
	{ "%D smtp failed-command command=\"RCPT TO:<%R>\" result=\"550 Invalid recipient: <%R>\"",
	  MUST },
	{ "%D smtp failed-command command=\"VRFY %R\" result=\"500 5.5.1 Invalid command: Command unrecognized\"",
	  MUST },
	{ "%D smtp failed-command command=\"%R\" result=\"500 5.5.1 Invalid command: Command unrecognized\"", MAY },
	{ "%D smtp failed-command command=\"AUTH LOGIN (password)\" result=\"535 Authentication failed\"",
	  MUST },
	{ "%D smtp authentication user=%U result=permfail", MAY },
	{ "%D smtp envelope evpid=69f04993a26760a0 from=<%S> to=<%R>", MAY },

	{ SENDMAIL "STARTTLS=server, relay=%N [%I6%P], version=TLSv1.3, verify=NO, cipher=TLS_AES_256_GCM_SHA384, bits=256/256",
	  BEGINS },
	{ SENDMAIL "%Q: <%R>... User unknown", MUST },
	{ SENDMAIL "%Q: %R... User unknown", MAY },
	{ SENDMAIL "%Q: %R... List:; syntax illegal for recipient addresses", MAY },
	{ SENDMAIL "%Q: %R... Rejected", MAY },
	{ SENDMAIL "%Q: ruleset=check_rcpt, arg1=<%R>, relay=[%I6%P], reject=550 5.7.1 <%R>... Relaying denied. IP name lookup failed [%I6%P]",
	  MUST },
	{ SENDMAIL "%Q: [%I6%P]: VRFY %R", MAY },
	{ SENDMAIL "%Q: Bad argument \"%R\"  to NOTIFY", MAY },
	{ SENDMAIL "%Q: Syntax error in parameters scanning \"%R\"", MAY },
	{ SENDMAIL "%Q: AUTH failure (PLAIN): authentication failure (-13) SASL(-13): authentication failure: checkpass failed, user=%U, relay=%N [%I6%P]",
	  MUST },
	{ SENDMAIL "%Q: from=<%S>, size=0, class=0, nrcpts=0, proto=ESMTPS, daemon=MTA6, relay=[%I6%P]", MAY },
	{ SENDMAIL "%Q: to=%R, ctladdr=%S, delay=00:00:00, mailer=local, pri=30000, dsn=5.1.1, stat=User unknown", MAY },
	{ SENDMAIL "%Q: lost input channel from %N [%I6%P] to MTA6 after rcpt", MAY },

	{ "Nov 29 10:22:17 submission-login: Info: Disconnected: Aborted login by logging out (auth failed, 1 attempts in 2 secs): user=<%U>, method=PLAIN, rip=%P, lip=198.51.100.25, TLS, session=<0mbLqmdhtoPAAAIK>",
	  MUST },
	{ "Nov 29 10:22:17 mail dovecot: imap-login: Disconnected: Connection closed (auth failed, 3 attempts in 9 secs): user=<%U>, method=LOGIN, rip=%P, lip=198.51.100.25, TLS: Connection closed, session=<0mbLqmdhtoPAAAIK>",
	  MUST },
	{ "Nov 29 10:22:17 mail dovecot: pop3-login: Login: user=<%U>, method=PLAIN, rip=%P, lip=198.51.100.25, mpid=28, TLS, session=<0mbLqmdhtoPAAAIK>", MAY },
};

const size_t attack_forms_n = sizeof(forms) / sizeof(*forms);

struct out {
	char *line;
	size_t used;
};

static void put(struct out *o, const char *text, bool (*keeps)(char c))
{
	for (; *text && o->used < ATTACK_LINE_MAX - 1; text++)
		if (!keeps || keeps(*text))
			o->line[o->used++] = *text;
}

/* A name that has been looked up is one; HELO too, where servers insist. */
static bool in_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

/* No server writes a control byte, a newline least of all. */
static bool is_printed(char c)
{
	return (unsigned char)c >= ' ' && c != 0x7f;
}

/* Between quotes, where neither can end them. */
static bool is_quoted(char c)
{
	return is_printed(c) && c != '"' && c != '\\';
}

static void put_mark(struct out *o, char mark, const char *peer,
		     unsigned int pid, const struct attack_words *w)
{
	char number[32];

	switch (mark) {
	case 'P':
		put(o, peer, NULL);
		break;
	case 'B':	/* in brackets if it is one of IPv6 */
		put(o, strchr(peer, ':') ? "[" : "", NULL);
		put(o, peer, NULL);
		put(o, strchr(peer, ':') ? "]" : "", NULL);
		break;
	case 'I':
		snprintf(number, sizeof(number), "%u", 1000 + pid);
		put(o, number, NULL);
		break;
	case 'Q':
		snprintf(number, sizeof(number), "6ATAW7at%06u", pid);
		put(o, number, NULL);
		break;
	case 'D':
		snprintf(number, sizeof(number), "84ab1e25d52f%04x", pid);
		put(o, number, NULL);
		break;
	case 'R':
		put(o, w->recipient, is_printed);
		break;
	case 'S':
		put(o, w->sender, is_printed);
		break;
	case 'W':
		put(o, w->sender, is_quoted);
		break;
	case 'U':
		put(o, w->user, is_printed);
		break;
	case 'H':
		put(o, w->helo, is_printed);
		break;
	case 'h':
		put(o, w->helo, w->checked ? in_name : is_printed);
		break;
	case 'N':
		put(o, "n", NULL);
		put(o, w->name, in_name);
		break;
	}
}

size_t attack_line(size_t form, const char *peer, unsigned int pid,
		   const struct attack_words *words, char *line)
{
	const char *t = forms[form].text;
	struct out o = { line, 0 };

	for (; *t && o.used < ATTACK_LINE_MAX - 1; t++) {
		if (*t != '%') {
			line[o.used++] = *t;
			continue;
		}
		t++;
		if (*t == 'I' && t[1] == '6') {
			put(&o, strchr(peer, ':') ? "IPv6:" : "", NULL);
			t++;
			continue;
		}
		put_mark(&o, *t, peer, pid, words);
	}
	line[o.used] = '\0';
	return o.used;
}

bool attack_begins(size_t form)
{
	return forms[form].what == BEGINS;
}

size_t attack_session(size_t form)
{
	while (form && forms[form].what != BEGINS)
		form--;
	return form;
}

bool attack_must_charge(size_t form, bool checked)
{
	return forms[form].what == MUST ||
	       (forms[form].what == MUST_CHECKED && checked);
}

bool attack_only_checked(size_t form)
{
	return forms[form].what == ONLY_CHECKED;
}

const char *attack_form_text(size_t form)
{
	return forms[form].text;
}
