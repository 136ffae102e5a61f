// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reader.c - log lines in, charges out
 *
 * Owns the compiled table and what is known of sessions; pure otherwise.  Each
 * line matches one row at most, and charges one client at most: the one that
 * the server named, never one that stands in words which a client chose.
 *
 * A session is a process of the server on a host (Postfix, Sendmail), or has a
 * number of its own (OpenSMTPD).  It tells whether it is encrypted, and whose
 * it is where the line does not; and what was charged is taken back when it
 * turns out that its client is one of the server's users (Postfix says so with
 * the first recipient that it takes, or at the end).
 */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "reader.h"

#include <pcre2.h>
#include <stdlib.h>
#include <string.h>

#include "core/addr.h"
#include "session.h"

#define IDLE_NS		(3600 * NS_PER_S)
/* Sendmail doesn't say where a session begins, and another process may get the
 * number of an old one: but not so soon. */
#define SENDMAIL_IDLE_NS (60 * NS_PER_S)
#define ERRORS_MAX	10000
/* So many each server takes (RFC 5321 4.5.3.1.8): a refusal after fewer was
 * not "too many recipients". */
#define RCPT_LEAST	100
#define GROUPS		16
/* Enough for lines of the longest kind: who makes one that isn't read would not
 * be charged for it. */
#define STACK_LEAST_BYTES (32u * 1024)
#define STACK_MOST_BYTES (1024u * 1024)

/* Numbers of a row's groups; 0: it has no such. */
struct groups {
	uint32_t addr, session, tls, good, soft, doubt, n, counts;
};

struct row {
	const struct feed_row *row;
	size_t literal_bytes;
	pcre2_code *code;
	struct groups groups;
};

struct reader {
	enum feed_format format;
	struct sessions *sessions;
	struct row *rows;
	pcre2_match_data *match;
	pcre2_match_context *context;
	pcre2_jit_stack *stack;
	bool helo_checked;	/* by Exim: see rows.c */
	struct session nobody;	/* of lines that name no process */
};

/* ---------------------------------------------------------------- the table */

static uint32_t group(const pcre2_code *code, const char *name)
{
	int n = pcre2_substring_number_from_name(code, (PCRE2_SPTR)name);

	return n > 0 ? (uint32_t)n : 0;
}

static bool compile(struct row *row, const struct feed_row *from)
{
	size_t at;
	int error;

	row->row = from;
	row->literal_bytes = strlen(from->literal);
	row->code = pcre2_compile((PCRE2_SPTR)from->pattern,
				  PCRE2_ZERO_TERMINATED,
				  PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY, &error,
				  &at, NULL);
	if (!row->code)
		return false;
	/* Without it, it works all the same. */
	pcre2_jit_compile(row->code, PCRE2_JIT_COMPLETE);
	row->groups = (struct groups){
		group(row->code, "addr"), group(row->code, "session"),
		group(row->code, "tls"), group(row->code, "good"),
		group(row->code, "soft"), group(row->code, "doubt"),
		group(row->code, "n"), group(row->code, "counts"),
	};
	return true;
}

struct reader *reader_new(enum feed_format format, const uint64_t key[2])
{
	struct reader *r = calloc(1, sizeof(*r));
	size_t i;

	if (!r)
		return NULL;
	r->format = format;
	r->rows = calloc(feed_rows_n, sizeof(*r->rows));
	r->sessions = sessions_new(key);
	r->match = pcre2_match_data_create(GROUPS, NULL);
	r->context = pcre2_match_context_create(NULL);
	r->stack = pcre2_jit_stack_create(STACK_LEAST_BYTES, STACK_MOST_BYTES,
					  NULL);
	if (!r->rows || !r->sessions || !r->match || !r->context || !r->stack) {
		reader_free(r);
		return NULL;
	}
	pcre2_jit_stack_assign(r->context, NULL, r->stack);
	for (i = 0; i < feed_rows_n; i++) {
		if (compile(&r->rows[i], &feed_rows[i]))
			continue;
		reader_free(r);
		return NULL;
	}
	return r;
}

void reader_free(struct reader *r)
{
	size_t i;

	if (!r)
		return;
	for (i = 0; r->rows && i < feed_rows_n; i++)
		pcre2_code_free(r->rows[i].code);
	pcre2_match_data_free(r->match);
	pcre2_match_context_free(r->context);
	pcre2_jit_stack_free(r->stack);
	free(r->sessions);
	free(r->rows);
	free(r);
}

/* --------------------------------------------------------------- whose line */

/* OpenSMTPD writes to its terminal without a time, and without its name. */
static bool is_opensmtpd(const struct log_line *l)
{
	if (l->tag.bytes)
		return line_is(l->tag, "smtpd");
	return l->text.bytes > 22 && !memcmp(l->text.at + 16, " smtp ", 6);
}

static bool is_sendmail(const struct log_line *l)
{
	return line_is(l->tag, "sendmail") || line_is(l->tag, "sm-mta");
}

/*
 * Who wrote it?  Of Postfix, smtpd alone is believed, whatever was said: other
 * parts of it log words from messages.  A format that is asked for needs no
 * name of a program else, which an admin may have chosen.
 */
static enum feed_format format_of(const struct reader *r,
				  const struct log_line *l)
{
	if (r->format == FORMAT_POSTFIX || r->format == FORMAT_AUTO) {
		if (line_ends(l->tag, "/smtpd"))
			return FORMAT_POSTFIX;
		if (r->format == FORMAT_POSTFIX)
			return FORMAT_AUTO;
	}
	if (r->format != FORMAT_AUTO)
		return r->format;
	if (l->dated)
		return FORMAT_EXIM;
	if (is_opensmtpd(l))
		return FORMAT_OPENSMTPD;
	if (is_sendmail(l))
		return FORMAT_SENDMAIL;
	if (line_is(l->tag, "dovecot") || line_ends(l->tag, "-login"))
		return FORMAT_DOVECOT;
	return FORMAT_AUTO;
}

/* In Dovecot's own file its parts stand where programs do. */
static struct span text_of(const struct log_line *l)
{
	struct span text = l->text;

	if (line_ends(l->tag, "-login") && !l->pid) {
		text.bytes += (size_t)(text.at - l->tag.at);
		text.at = l->tag.at;
	}
	return text;
}

static const struct row *find_row(struct reader *r, const struct log_line *l,
				  struct span text)
{
	enum feed_format format = format_of(r, l);
	const struct row *row;
	size_t i;

	if (format == FORMAT_AUTO)
		return NULL;
	for (i = 0; i < feed_rows_n; i++) {
		row = &r->rows[i];
		if (row->row->format != format ||
		    !memmem(text.at, text.bytes, row->row->literal,
			    row->literal_bytes))
			continue;
		if (pcre2_match(row->code, (PCRE2_SPTR)text.at, text.bytes, 0,
				0, r->match, r->context) > 0)
			return row;
	}
	return NULL;
}

size_t reader_row(struct reader *r, const struct log_line *l)
{
	const struct row *row = find_row(r, l, text_of(l));

	return row ? (size_t)(row - r->rows) : feed_rows_n;
}

/* --------------------------------------------------------------- what it says */

/* A group of the last match; .at is NULL where it took no part. */
static struct span group_of(const struct reader *r, struct span text,
			    uint32_t number)
{
	const PCRE2_SIZE *o = pcre2_get_ovector_pointer(r->match);
	struct span none = { NULL, 0 };

	if (!number || number >= pcre2_get_ovector_count(r->match) ||
	    o[2 * number] == PCRE2_UNSET)
		return none;
	return (struct span){ text.at + o[2 * number],
			      o[2 * number + 1] - o[2 * number] };
}

static bool read_addr(struct span s, struct addr *addr)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	char text[ADDR_TEXT_MAX];

	if (!s.at || s.bytes >= sizeof(text))
		return false;
	memcpy(text, s.at, s.bytes);
	text[s.bytes] = '\0';
	if (!addr_parse(text, addr))
		return false;
	if (addr->family == 6 && !memcmp(addr->b, mapped, sizeof(mapped))) {
		memmove(addr->b, addr->b + 12, 4);
		memset(addr->b + 4, 0, 12);
		addr->family = 4;
	}
	return true;
}

static uint32_t read_number(struct span s)
{
	uint32_t n = 0;

	for (; s.bytes; s.at++, s.bytes--) {
		n = n * 10 + (uint32_t)(*s.at - '0');
		if (n > ERRORS_MAX)
			return ERRORS_MAX;
	}
	return n;
}

/* Of " rcpt=1/3": 1 taken of 3.  Return: false if there is no such word */
static bool read_count(struct span s, const char *word, uint32_t *good,
		       uint32_t *all)
{
	size_t n = strlen(word);
	const char *at = memmem(s.at, s.bytes, word, n);
	struct span number;

	*good = *all = 0;
	if (!at)
		return false;
	number = (struct span){ at + n, 0 };
	while (number.at + number.bytes < s.at + s.bytes &&
	       number.at[number.bytes] >= '0' && number.at[number.bytes] <= '9')
		number.bytes++;
	*good = *all = read_number(number);
	at = number.at + number.bytes;
	if (at == s.at + s.bytes || *at != '/')
		return true;
	number = (struct span){ at + 1, 0 };
	while (number.at + number.bytes < s.at + s.bytes &&
	       number.at[number.bytes] >= '0' && number.at[number.bytes] <= '9')
		number.bytes++;
	*all = read_number(number);
	return true;
}

/* ------------------------------------------------------------------ sessions */

/* The session of a line; begun if need be. */
static struct session *find_or_begin(struct reader *r, uint64_t now_ns,
				     const struct row *row,
				     const struct log_line *l, struct span text)
{
	struct span number = group_of(r, text, row->groups.session);
	char name[256];
	size_t n = 0;

	if (!number.at && !l->pid) {
		session_end(&r->nobody);
		return &r->nobody;
	}
	if (!number.at) {
		n = l->host.bytes < 128 ? l->host.bytes : 128;
		if (n)
			memcpy(name, l->host.at, n);
		memcpy(name + n, &l->pid, sizeof(l->pid));
		number = (struct span){ name, n + sizeof(l->pid) };
	}
	return session_find(r->sessions,
			    session_key(r->sessions, number.at, number.bytes),
			    now_ns, row->row->format == FORMAT_SENDMAIL ?
				    SENDMAIL_IDLE_NS : IDLE_NS);
}

/* Errors of a session, whose client may not be known yet. */
static bool charge_session(struct session *s, uint32_t errors,
			   struct feed_charge *charge)
{
	if (s->authenticated || !errors)
		return false;
	if (!s->client.family) {
		s->waiting += errors;
		return false;
	}
	s->charged += errors;
	*charge = (struct feed_charge){ s->client, (int32_t)errors, s->tls };
	return true;
}

/*
 * What was charged before it was known that its client is a user.  Where it
 * was not encrypted, the tarpit saw all of it, and the proof too.
 */
static bool take_back(struct session *s, struct feed_charge *charge)
{
	uint32_t errors = s->charged;

	s->authenticated = true;
	s->charged = s->waiting = 0;
	if (!errors || !s->tls || !s->client.family)
		return false;
	*charge = (struct feed_charge){ s->client, -(int32_t)errors, true };
	return true;
}

static uint32_t unlogged(const struct session *s, enum feed_error error,
			 uint32_t good, uint32_t all)
{
	uint32_t refused = all > good ? all - good : 0;

	return refused > s->logged[error] ? refused - s->logged[error] : 0;
}

/*
 * Postfix counts at the end what it answered.  Refusals without a line of their
 * own are charged here; they were no "too many recipients" (452), which it
 * doesn't log either.
 */
static bool end_postfix(struct session *s, struct span counts,
			struct feed_charge *charge)
{
	uint32_t good, all, errors = 0;

	read_count(counts, " starttls=", &good, &all);
	s->tls |= good > 0;	/* smtpd_tls_loglevel = 0 says it here alone */
	read_count(counts, " auth=", &good, &all);
	if (good)
		return take_back(s, charge);
	errors += unlogged(s, ERROR_AUTH, good, all);
	read_count(counts, " vrfy=", &good, &all);
	errors += unlogged(s, ERROR_VRFY, good, all);
	if (read_count(counts, " rcpt=", &good, &all) && good < RCPT_LEAST)
		errors += unlogged(s, ERROR_RCPT, good, all);
	return s->from_start && charge_session(s, errors, charge);
}

static bool read_session(struct reader *r, const struct row *row,
			 struct span text, struct session *s,
			 const struct addr *client, struct feed_charge *charge)
{
	uint32_t waiting = s->waiting;
	bool done = false;

	switch (row->row->means) {
	case MEANS_BEGIN:
		session_begin(s);
		if (group_of(r, text, row->groups.tls).at)
			s->tls = true;
		break;
	case MEANS_TLS:
		s->tls = true;
		break;
	case MEANS_ERROR:
		s->logged[row->row->error]++;
		if (client->family)
			s->client = *client;
		done = !group_of(r, text, row->groups.soft).at &&
		       charge_session(s, 1, charge);
		if (row->row->format == FORMAT_SENDMAIL && !s->tls)
			s->client.family = 0;	/* as below */
		return done;
	default:
		break;
	}
	if (client->family)
		s->client = *client;
	if (row->row->means == MEANS_AUTHENTICATED)
		return take_back(s, charge);
	if (row->row->means == MEANS_WHO) {
		s->waiting = 0;
		done = charge_session(s, waiting, charge);
		/* Without TLS nothing says where its process' next one begins. */
		if (!s->tls)
			session_end(s);
		return done;
	}
	if (row->row->means == MEANS_END) {
		struct span counts = group_of(r, text, row->groups.counts);

		if (counts.at)
			done = end_postfix(s, counts, charge);
		session_end(s);
	}
	return done;
}

/* --------------------------------------------------------------------- lines */

bool reader_entry(struct reader *r, uint64_t now_ns, const struct log_line *l,
		  struct feed_charge *charge)
{
	struct span text = text_of(l), n;
	const struct row *row = find_row(r, l, text);
	struct addr client = { .family = 0 };

	if (!row)
		return false;
	if (row->groups.addr &&
	    !read_addr(group_of(r, text, row->groups.addr), &client))
		return false;
	if (row->row->tls == TLS_SESSION)
		return read_session(r, row, text,
				    find_or_begin(r, now_ns, row, l, text),
				    &client, charge);
	if (row->row->means == MEANS_CHECKS)
		r->helo_checked = true;
	if (row->row->means == MEANS_CHECKS ||
	    group_of(r, text, row->groups.good).at ||
	    group_of(r, text, row->groups.soft).at ||
	    (group_of(r, text, row->groups.doubt).at && !r->helo_checked))
		return false;
	n = group_of(r, text, row->groups.n);
	*charge = (struct feed_charge){
		client, n.at ? (int32_t)read_number(n) : 1,
		row->row->tls == TLS_LINE &&
		group_of(r, text, row->groups.tls).at
	};
	return charge->errors > 0;
}

bool reader_line(struct reader *r, uint64_t now_ns, const char *line,
		 size_t bytes, struct feed_charge *charge)
{
	struct log_line l = line_split(line, bytes);

	return reader_entry(r, now_ns, &l, charge);
}
