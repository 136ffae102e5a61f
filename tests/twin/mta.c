// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mta.c - twin worlds: the server's application
 *
 * Four breeds, as the real ones behave (README.md has what was observed): what
 * they answer, when answers go out, how many errors they take, how they close.
 * known1, known2 ... exist; "guess" does in the world that says so; nobody else.
 */
#include "twin.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RUN_NS		NS_PER_MS
#define SLOW_NS		(300 * NS_PER_MS)

/**
 * struct breed - What one kind of server says and does
 * @error_limit:	This many errors and it says 421 and closes; 0: never
 * @unknown_limit:	The same of commands that it does not know
 * @flushes:	Answers go out one by one, not when all input is used up
 * @loses:	Where it closes before that, what it would have said is lost
 * @in_turn:	Two commands at once are an error, and it closes
 */
struct breed {
	const char *greeting, *ehlo, *mail, *rcpt_ok, *rcpt_bad, *data_ok;
	const char *data_none, *queued, *ok, *vrfy_ok, *vrfy_bad, *auth_ok;
	const char *auth_bad, *unknown, *bye, *enough, *order;
	unsigned int error_limit, unknown_limit;
	bool flushes, in_turn, loses;
};

static const struct breed breeds[] = {
	{	/* Postfix */
		.greeting = "220 mail.example.com ESMTP Postfix",
		.ehlo = "250-mail.example.com\r\n250-PIPELINING\r\n"
			"250-AUTH PLAIN LOGIN\r\n250-ENHANCEDSTATUSCODES\r\n"
			"250-8BITMIME\r\n250 CHUNKING",
		.mail = "250 2.1.0 Ok",
		.rcpt_ok = "250 2.1.5 Ok",
		.rcpt_bad = "550 5.1.1 <%s>: Recipient address rejected: User "
			    "unknown in local recipient table",
		.data_ok = "354 End data with <CR><LF>.<CR><LF>",
		.data_none = "554 5.5.1 Error: no valid recipients",
		.queued = "250 2.0.0 Ok: queued as 4C1F2D0A",
		.ok = "250 2.0.0 Ok",
		.vrfy_ok = "252 2.0.0 %s",
		.vrfy_bad = "550 5.1.1 <%s>: Recipient address rejected: User "
			    "unknown in local recipient table",
		.auth_ok = "235 2.7.0 Authentication successful",
		.auth_bad = "535 5.7.8 Error: authentication failed: "
			    "authentication failure",
		.unknown = "500 5.5.2 Error: command not recognized",
		.order = "503 5.5.1 Error: need MAIL command",
		.bye = "221 2.0.0 Bye",
		.enough = "421 4.7.0 mail.example.com Error: too many errors",
		.error_limit = 20,
	}, {	/* Exim */
		.greeting = "220 mail.example.com ESMTP Exim 4.96",
		.ehlo = "250-mail.example.com Hello client\r\n250-SIZE 52428800"
			"\r\n250-8BITMIME\r\n250-PIPELINING\r\n250-AUTH PLAIN"
			"\r\n250-CHUNKING\r\n250 HELP",
		.mail = "250 OK",
		.rcpt_ok = "250 Accepted",
		.rcpt_bad = "550 User unknown",
		.data_ok = "354 Enter message, ending with \".\" on a line by "
			   "itself",
		.data_none = "503-All RCPT commands were rejected with this "
			     "error:\r\n503-550 User unknown\r\n503 Valid "
			     "RCPT command must precede DATA",
		.queued = "250 OK id=1tFabc-000001-2x",
		.ok = "250 OK",
		.vrfy_ok = "250 <%s> is deliverable",
		.vrfy_bad = "550 <%s@example.com> User unknown",
		.auth_ok = "235 Authentication succeeded",
		.auth_bad = "535 Incorrect authentication data",
		.unknown = "500 unrecognized command",
		.order = "503 sender not yet given",
		.bye = "221 mail.example.com closing connection",
		.enough = "500 Too many unrecognized commands",
		.unknown_limit = 3,
		.loses = true,
	}, {	/* Sendmail */
		.greeting = "220 mail.example.com ESMTP Sendmail 8.17.1.9",
		.ehlo = "250-mail.example.com Hello client, pleased to meet you"
			"\r\n250-ENHANCEDSTATUSCODES\r\n250-PIPELINING\r\n"
			"250-8BITMIME\r\n250 HELP",
		.mail = "250 2.1.0 <me@example.org>... Sender ok",
		.rcpt_ok = "250 2.1.5 <%s>... Recipient ok",
		.rcpt_bad = "550 5.1.1 <%s>... User unknown",
		.data_ok = "354 Enter mail, end with \".\" on a line by itself",
		.data_none = "503 5.0.0 Need RCPT (recipient)",
		.queued = "250 2.0.0 4ATAB0Cd000123 Message accepted for "
			  "delivery",
		.ok = "250 2.0.0 OK",
		.vrfy_ok = "250 2.1.5 <%s>",
		.vrfy_bad = "550 5.1.1 %s... User unknown",
		.auth_ok = "235 2.0.0 OK Authenticated",
		.auth_bad = "535 5.7.0 authentication failed",
		.unknown = "500 5.5.1 Command unrecognized: \"%s\"",
		.order = "503 5.0.0 Need MAIL before RCPT",
		.bye = "221 2.0.0 mail.example.com closing connection",
		.enough = "421 4.7.0 mail.example.com Too many bad commands; "
			  "closing connection",
		.unknown_limit = 25,
	}, {	/* OpenSMTPD */
		.greeting = "220 mail.example.com ESMTP OpenSMTPD",
		.ehlo = "250-mail.example.com Hello client [192.0.2.10], "
			"pleased to meet you\r\n250-8BITMIME\r\n"
			"250-ENHANCEDSTATUSCODES\r\n250-SIZE 36700160\r\n"
			"250 HELP",
		.mail = "250 2.0.0 Ok",
		.rcpt_ok = "250 2.1.5 Destination address valid: Recipient ok",
		.rcpt_bad = "550 Invalid recipient: <%s>",
		.data_ok = "354 Enter mail, end with \".\" on a line by itself",
		.data_none = "503 5.5.4 Invalid command arguments: No recipient "
			     "specified",
		.queued = "250 2.0.0 1a2b3c4d Message accepted for delivery",
		.ok = "250 2.0.0 Ok",
		.vrfy_ok = "500 5.5.1 Invalid command: Command unrecognized",
		.vrfy_bad = "500 5.5.1 Invalid command: Command unrecognized",
		.auth_ok = "235 2.0.0 Authentication succeeded",
		.auth_bad = "535 Authentication failed",
		.unknown = "500 5.5.1 Invalid command: Command unrecognized",
		.order = "503 5.5.1 Invalid command: Command not allowed at "
			 "this point.",
		.bye = "221 2.0.0 Bye",
		.enough = "500 5.0.0 Invalid command: Pipelining not supported",
		.flushes = true, .in_turn = true,
	},
};

#define BREEDS (sizeof(breeds) / sizeof(*breeds))

/* --- answers */

static void flush(struct world *w, struct sock *s)
{
	struct mta *m = &s->app;
	size_t n;

	if (!m->out_len)
		return;
	if (m->mark != SIZE_MAX) {
		s->guess_said = true;
		if (s->conn == w->guess_conn)
			w->said_ns = w->now_ns;
		s->guess_seq = s->una + (uint32_t)(s->snd_len + m->mark);
		m->mark = SIZE_MAX;
	}
	n = tcp_write(w, s, m->out, m->out_len);
	if (w->said_ns == w->now_ns && s->conn == w->guess_conn)
		w->stuck |= (int32_t)(s->nxt - s->guess_seq) <= 0;
	memmove(m->out, m->out + n, m->out_len - n);
	m->out_len -= n;
	s->blocked = m->out_len > 0;
}

static void answer(struct world *w, struct sock *s, const char *format,
		   const char *text)
{
	struct mta *m = &s->app;
	size_t room = sizeof(m->out) - m->out_len;
	int n;

	/* Formats are the breeds'; at most one has a place for text. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	n = snprintf((char *)m->out + m->out_len, room, format, text);
#pragma GCC diagnostic pop
	if (n < 0 || (size_t)n + 2 >= room)
		return;
	m->out_len += (size_t)n;
	memcpy(m->out + m->out_len, "\r\n", 2);
	m->out_len += 2;
	if (m->breed->flushes)
		flush(w, s);
}

/* What was said is written before, however long that takes: write(2) blocks. */
static void close_now(struct world *w, struct sock *s)
{
	if (s->app.breed->loses && s->rcv_len)
		s->app.out_len = 0;
	flush(w, s);
	s->app.done = s->app.ends = true;
	if (s->app.out_len)
		return;
	s->app.closed = true;
	tcp_close(w, s);
}

static void error(struct world *w, struct sock *s, const char *format,
		  const char *text)
{
	struct mta *m = &s->app;

	answer(w, s, format, text);
	m->errors++;
	if (m->breed->error_limit && m->errors >= m->breed->error_limit) {
		answer(w, s, m->breed->enough, "");
		close_now(w, s);
	}
}

/* --- the guess */

/* Of one source: who else asks for it would have to pay for itself. */
static bool is_guess(struct world *w, const struct sock *s, const char *line)
{
	int source = world_source(w, &s->client);

	if (!strstr(line, "guess"))
		return false;
	if (w->guesser < 0) {
		w->guesser = source;
		w->guess_conn = s->conn;
		w->all_seen = w->known_begun[s->conn];
	}
	return w->guesser == source;
}

static bool exists(struct world *w, const struct sock *s, const char *line)
{
	return is_guess(w, s, line) ? w->valid : strstr(line, "known") != NULL;
}

/* What follows from the answer, follows on the connection that got it first. */
static enum mood mood_of(const struct world *w, const struct sock *s)
{
	return s->app.answered && s->conn == w->guess_conn ? w->mood : AS_EVER;
}

/* Only the first of its answers counts: what follows, follows from it. */
static void begin_guess(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;

	if (!is_guess(w, s, line) || m->answered)
		return;
	m->mark = m->out_len;
	m->answered = true;
}

static void after_guess(struct world *w, struct sock *s)
{
	struct mta *m = &s->app;

	/* Where both refuse it, all before it must be alike, its time, too. */
	if (w->set.twin_refused)
		flush(w, s);
	switch (mood_of(w, s)) {
	case CLOSES:
		close_now(w, s);
		break;
	case ABORTS:
		flush(w, s);
		m->done = m->closed = true;
		tcp_abort(w, s);
		break;
	case STOPS_READING:
		flush(w, s);
		m->done = true;
		break;
	case TAKES_DATA:
		m->valid++;
		break;
	default:
		break;
	}
}

/* --- commands */

static void address_of(const char *line, char out[LINE_BYTES])
{
	const char *at = strchr(line, '<'), *end;

	if (!at)
		at = strchr(line, ' ');
	at = at ? at + 1 : line;
	end = at + strcspn(at, "> ");
	memcpy(out, at, (size_t)(end - at));
	out[end - at] = '\0';
}

static void do_rcpt(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;
	char address[LINE_BYTES];
	bool guess = is_guess(w, s, line) && !m->answered;

	if (!m->mail) {
		error(w, s, m->breed->order, "");
		return;
	}
	address_of(line, address);
	begin_guess(w, s, line);
	if (exists(w, s, line)) {
		m->valid++;
		answer(w, s, m->breed->rcpt_ok, address);
	} else {
		m->refused++;
		error(w, s, m->breed->rcpt_bad, address);
	}
	if (guess)
		after_guess(w, s);
}

static void do_vrfy(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;
	char address[LINE_BYTES];
	bool guess = is_guess(w, s, line) && !m->answered;

	address_of(line, address);
	begin_guess(w, s, line);
	if (exists(w, s, line))
		answer(w, s, m->breed->vrfy_ok, address);
	else
		error(w, s, m->breed->vrfy_bad, address);
	if (guess)
		after_guess(w, s);
}

static void do_auth(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;
	bool guess = is_guess(w, s, line) && !m->answered;

	begin_guess(w, s, line);
	m->authenticated |= exists(w, s, line);
	if (exists(w, s, line))
		answer(w, s, m->breed->auth_ok, "");
	else
		error(w, s, m->breed->auth_bad, "");
	if (guess)
		after_guess(w, s);
}

static void do_mail(struct world *w, struct sock *s, const char *line)
{
	(void)line;
	s->app.mail = true;
	s->app.valid = s->app.refused = 0;
	answer(w, s, s->app.breed->mail, "");
}

static void do_ehlo(struct world *w, struct sock *s, const char *line)
{
	(void)line;
	answer(w, s, s->app.breed->ehlo, "");
}

static void do_data(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;

	(void)line;
	m->in_data = m->valid > 0;
	if (m->in_data) {
		answer(w, s, m->breed->data_ok, "");
		flush(w, s);
	} else {
		error(w, s, m->breed->data_none, "");
	}
}

static void queued(struct world *w, struct sock *s)
{
	struct mta *m = &s->app;

	if (m->valid)
		answer(w, s, m->breed->queued, "");
	else
		error(w, s, m->breed->data_none, "");
	m->mail = false;
	m->valid = 0;
}

static void unknown(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;
	char quoted[64];

	snprintf(quoted, sizeof(quoted), "%.40s", line);
	if (m->breed->unknown_limit && ++m->unknown > m->breed->unknown_limit) {
		answer(w, s, m->breed->enough, "");
		close_now(w, s);
		return;
	}
	error(w, s, m->breed->unknown, quoted);
}

static void do_bdat(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;

	if (!strstr(m->breed->ehlo, "CHUNKING")) {
		unknown(w, s, line);
		return;
	}
	m->chunk = (uint32_t)strtoul(line + 5, NULL, 10);
	m->last_chunk = strstr(line, "LAST") != NULL;
	if (!m->chunk)
		queued(w, s);
}

static void do_ok(struct world *w, struct sock *s, const char *line)
{
	if (line[0] == 'R') {
		s->app.valid = 0;
		s->app.mail = false;
	}
	answer(w, s, s->app.breed->ok, "");
}

static void do_quit(struct world *w, struct sock *s, const char *line)
{
	(void)line;
	answer(w, s, s->app.breed->bye, "");
	close_now(w, s);
}

static const struct {
	const char *verb;
	void (*run)(struct world *w, struct sock *s, const char *line);
} commands[] = {
	{ "RCPT ", do_rcpt }, { "MAIL ", do_mail }, { "EHLO", do_ehlo },
	{ "HELO", do_ehlo }, { "DATA", do_data }, { "RSET", do_ok },
	{ "NOOP", do_ok }, { "VRFY ", do_vrfy }, { "AUTH ", do_auth },
	{ "BDAT ", do_bdat }, { "QUIT", do_quit },
};

/* It had more than a line: unread input goes with the socket. */
static bool is_too_fast(struct world *w, struct sock *s)
{
	struct mta *m = &s->app;

	if (!m->breed->in_turn || m->in_data ||
	    m->in_at == m->in_len)
		return false;
	answer(w, s, m->breed->enough, "");
	close_now(w, s);
	return true;
}

static void command(struct world *w, struct sock *s, const char *line)
{
	struct mta *m = &s->app;
	size_t i;

	if (is_too_fast(w, s))
		return;

	if (m->in_data) {
		if (!strcmp(line, ".")) {
			m->in_data = false;
			queued(w, s);
		}
		return;
	}
	if (mood_of(w, s) == SAYS_421) {
		answer(w, s, m->breed->enough, "");
		close_now(w, s);
		return;
	}
	if (mood_of(w, s) == TALKS)
		answer(w, s, "500 5.5.2 %s, and so on, and so on, and so on",
		       "You have said too much already");
	for (i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (!strncmp(line, commands[i].verb, strlen(commands[i].verb))) {
			commands[i].run(w, s, line);
			return;
		}
	unknown(w, s, line);
}

/* --- input */

static void take_byte(struct world *w, struct sock *s, uint8_t byte)
{
	struct mta *m = &s->app;

	if (m->chunk) {
		if (!--m->chunk)
			queued(w, s);
		return;
	}
	if (m->line_bytes < sizeof(m->line) - 1)
		m->line[m->line_bytes++] = (char)(byte ? byte : ' ');
	if (byte != '\n')
		return;
	while (m->line_bytes && (m->line[m->line_bytes - 1] == '\n' ||
				 m->line[m->line_bytes - 1] == '\r'))
		m->line_bytes--;
	m->line[m->line_bytes] = '\0';
	m->line_bytes = 0;
	command(w, s, m->line);
}

void mta_begin(struct world *w, struct sock *s)
{
	memset(&s->app, 0, sizeof(s->app));
	s->app.breed = &breeds[w->set.breed % BREEDS];
	s->app.mark = SIZE_MAX;
	answer(w, s, s->app.breed->greeting, "");
	flush(w, s);
}

/* A slow one flushes what it said, and takes its time for what comes next. */
static bool is_awake(struct world *w, struct sock *s)
{
	if (mood_of(w, s) != IS_SLOW || !s->rcv_len)
		return true;
	s->app.slept = !s->app.slept;
	if (!s->app.slept)
		return true;
	flush(w, s);
	world_timer(w, SERVER_APP, SLOW_NS, s->conn, ++s->app_timer);
	return false;
}

/* What was said is written before more is read, as by Exim's smtp_refill(). */
void mta_run(struct world *w, struct sock *s)
{
	struct mta *m = &s->app;

	flush(w, s);
	if (s->open && m->ends && !m->closed && !m->out_len)
		close_now(w, s);
	while (s->open && !m->done && !s->blocked) {
		if (m->in_at == m->in_len && !is_awake(w, s))
			return;
		if (m->in_at == m->in_len) {
			flush(w, s);
			if (s->blocked)
				break;
			m->in_at = 0;
			m->in_len = tcp_read(w, s, m->in, sizeof(m->in));
			if (!m->in_len)
				break;
		}
		while (m->in_at < m->in_len && !m->done && !s->blocked &&
		       m->out_len < SNDBUF_BYTES)
			take_byte(w, s, m->in[m->in_at++]);
		if (m->out_len >= SNDBUF_BYTES)
			flush(w, s);
	}
	flush(w, s);
	if (s->open && s->got_fin && !s->rcv_len && m->in_at == m->in_len &&
	    !s->blocked && !m->done)
		close_now(w, s);
}
