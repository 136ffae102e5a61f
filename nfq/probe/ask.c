// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ask.c - what the server is asked
 *
 * A question names its verb and its form: how it was spelt, and of whom.  Answers
 * to one form should follow one rule; clients spell addresses in three ways, and
 * servers echo what they understood, so each way is asked.
 */
#include "ask.h"

#include <openssl/evp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ERRORS_MAX	4	/* of one connection */
#define TRIES_MAX	3
#define FOREIGN		"invalid.example"

/**
 * struct ask - The conversation
 * @domain:	Of the recipients that are asked for
 * @opened:	Connections so far; each second one is TLS 1.2
 * @no_tls12, @only_tls12: The server does not want it, or nothing else
 * @in_mail:	MAIL was accepted
 */
struct ask {
	const struct ask_conf *conf;
	struct samples *samples;
	struct session *session;
	const char *domain;
	char mechanisms[SESSION_LINE_MAX];
	char error[SESSION_ERROR_MAX];
	unsigned int opened, errors;
	uint32_t random;
	bool no_tls12, only_tls12, in_mail;
};

static const unsigned int lengths[] = { 6, 9, 13, 18, 24, 31, 40, 52 };

#define LENGTHS_N	(sizeof(lengths) / sizeof(lengths[0]))

static void note(struct ask *a, enum sizes_verb verb, unsigned int form,
		 uint32_t command_bytes, const struct reply *r)
{
	struct samples *all = a->samples;

	if (all->n == SAMPLES_MAX)
		return;
	all->sample[all->n++] = (struct sample){
		.verb = verb, .form = form, .code = r->code,
		.command_bytes = command_bytes, .answer_bytes = r->bytes,
		/* Tickets come with the first answer. */
		.split = verb != SIZES_EHLO &&
			 (r->records != 1 || r->text_bytes != r->bytes)
	};
}

static void hang_up(struct ask *a)
{
	session_close(a->session);
	a->session = NULL;
	a->errors = 0;
	a->in_mail = false;
}

static bool open_once(struct ask *a)
{
	struct session_conf conf = a->conf->session;
	char ehlo[SESSION_LINE_MAX];
	struct reply r;

	/* Names of several lengths: does it echo them? */
	snprintf(ehlo, sizeof(ehlo), "%.*s%s", (int)(a->opened % 5), "probe",
		 conf.ehlo);
	conf.ehlo = ehlo;
	conf.tls12 = a->only_tls12 || (a->opened % 2 && !a->no_tls12);
	a->session = session_open(&conf, &r, a->mechanisms, a->error);
	if (a->session) {
		note(a, SIZES_EHLO, 0, (uint32_t)strlen(ehlo) + 7, &r);
		a->opened++;
	} else if (conf.tls12) {
		a->no_tls12 = true;
	} else if (!a->opened) {
		a->only_tls12 = true;
	}
	return a->session;
}

static bool ensure_open(struct ask *a)
{
	int tries;

	if (a->session && a->errors >= ERRORS_MAX)
		hang_up(a);
	for (tries = 0; !a->session && tries < TRIES_MAX; tries++)
		open_once(a);
	return a->session;
}

/* Say a line and note the answer.  Return: its code, 0 if there is none */
static unsigned int ask(struct ask *a, enum sizes_verb verb, unsigned int form,
			const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static unsigned int ask(struct ask *a, enum sizes_verb verb, unsigned int form,
			const char *format, ...)
{
	char line[SESSION_LINE_MAX];
	struct reply r;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (n < 0 || n >= (int)sizeof(line) || !ensure_open(a))
		return 0;
	if (!session_ask(a->session, line, &r)) {
		snprintf(a->error, sizeof(a->error), "%.20s: %.200s", line,
			 session_error(a->session));
		hang_up(a);
		return 0;
	}
	a->errors += r.code >= 400;
	if (r.code == 421) {
		hang_up(a);
		return r.code;
	}
	note(a, verb, form, (uint32_t)n + 2, &r);
	return r.code;
}

/* Letters and digits that are hardly anybody's name. */
static const char *make_name(struct ask *a, unsigned int n, char *name)
{
	static const char letters[] = "bcdfghjklmnpqrstvwxz0123456789";
	unsigned int i;

	for (i = 0; i < n; i++) {
		a->random = a->random * 1103515245u + 12345u;
		name[i] = letters[(a->random >> 16) % (sizeof(letters) - 1)];
	}
	name[n] = '\0';
	return name;
}

/* Return: false if there is no mail transaction */
static bool ensure_mail(struct ask *a)
{
	char name[LOCAL_PART_MAX + 1];
	unsigned int n = lengths[a->random % LENGTHS_N];

	if (!ensure_open(a))
		return false;
	if (!a->in_mail)
		a->in_mail = ask(a, SIZES_MAIL, 0, "MAIL FROM:<%s@%s>",
				 make_name(a, n, name),
				 a->conf->session.ehlo) == 250;
	return a->in_mail;
}

static void ensure_no_mail(struct ask *a)
{
	if (!a->in_mail)
		return;
	a->in_mail = false;
	ask(a, SIZES_RSET, 0, "RSET");
}

/* The ways in which clients spell it. */
static void ask_rcpt(struct ask *a, unsigned int form, const char *address)
{
	if (ensure_mail(a))
		ask(a, SIZES_RCPT, form, "RCPT TO:<%s>", address);
	if (ensure_mail(a))
		ask(a, SIZES_RCPT, form + 1, "RCPT TO: <%s>", address);
	if (ensure_mail(a))
		ask(a, SIZES_RCPT, form + 2, "RCPT TO:%s", address);
}

static void ask_recipients(struct ask *a)
{
	char name[LOCAL_PART_MAX + 1], address[SESSION_LINE_MAX];
	size_t i;

	for (i = 0; i < LENGTHS_N; i++) {
		snprintf(address, sizeof(address), "%s@%s",
			 make_name(a, lengths[i], name), a->domain);
		ask_rcpt(a, 0, address);
		snprintf(address, sizeof(address), "%s@" FOREIGN,
			 make_name(a, lengths[i], name));
		if (i % 2)
			ask_rcpt(a, 10, address);
	}
	for (i = 0; i < a->conf->valid_n; i++)
		ask_rcpt(a, 20, a->conf->valid[i]);
	/* What is said of one need not be said of another one. */
	for (i = 0; i < a->conf->deferred_n; i++)
		ask_rcpt(a, 30 + 3 * (unsigned int)i, a->conf->deferred[i]);
}

static void ask_verify(struct ask *a)
{
	char name[LOCAL_PART_MAX + 1];
	const char *valid;
	size_t i;

	for (i = 0; i < LENGTHS_N; i++) {
		make_name(a, lengths[i], name);
		ensure_no_mail(a);
		ask(a, SIZES_VRFY, 0, "VRFY %s", name);
		ask(a, SIZES_VRFY, 1, "VRFY %s@%s", name, a->domain);
		ask(a, SIZES_VRFY, 2, "VRFY <%s@%s>", name, a->domain);
	}
	for (i = 0; i < a->conf->valid_n; i++) {
		valid = a->conf->valid[i];
		ask(a, SIZES_VRFY, 20, "VRFY %.*s", (int)strcspn(valid, "@"),
		    valid);
		ask(a, SIZES_VRFY, 21, "VRFY %s", valid);
		ask(a, SIZES_VRFY, 22, "VRFY <%s>", valid);
	}
}

static void encode(const char *bytes, size_t n, char *text)
{
	EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes,
			(int)n);
}

/* A wrong password, in the three ways that there are. */
static void ask_password(struct ask *a, unsigned int form, const char *user,
			 const char *password)
{
	char plain[2 * LOCAL_PART_MAX + 3], text[4 * LOCAL_PART_MAX];
	int n = snprintf(plain, sizeof(plain), "%c%s%c%s", '\0', user, '\0',
			 password);

	if (n < 0 || n >= (int)sizeof(plain) || !ensure_open(a))
		return;
	ensure_no_mail(a);
	if (strstr(a->mechanisms, " PLAIN")) {
		encode(plain, (size_t)n, text);
		ask(a, SIZES_AUTH, form, "AUTH PLAIN %s", text);
		if (ask(a, SIZES_AUTH, form + 1, "AUTH PLAIN") == 334)
			ask(a, SIZES_AUTH, form + 1, "%s", text);
	}
	if (!ensure_open(a) || !strstr(a->mechanisms, " LOGIN"))
		return;
	encode(user, strlen(user), text);
	if (ask(a, SIZES_AUTH, form + 2, "AUTH LOGIN") != 334 ||
	    ask(a, SIZES_AUTH, form + 2, "%s", text) != 334)
		return;
	encode(password, strlen(password), text);
	ask(a, SIZES_AUTH, form + 2, "%s", text);
}

static void ask_passwords(struct ask *a)
{
	char name[LOCAL_PART_MAX + 1], password[LOCAL_PART_MAX + 1];
	size_t i;

	for (i = 0; i < LENGTHS_N && i < 5; i++) {
		make_name(a, lengths[i], name);
		make_name(a, lengths[LENGTHS_N - 1 - i], password);
		ask_password(a, 0, name, password);
		if (a->conf->user)
			ask_password(a, 10, a->conf->user, password);
	}
}

static void ask_rest(struct ask *a)
{
	const char *known = a->conf->valid[0];
	int i;

	for (i = 0; i < 3; i++) {
		if (ensure_mail(a))
			ask(a, SIZES_DATA, 0, "DATA");	/* nobody is named */
		ensure_no_mail(a);
		ask(a, SIZES_NOOP, 0, "NOOP");
		if (ensure_mail(a) &&
		    ask(a, SIZES_RCPT, 20, "RCPT TO:<%s>", known) / 100 == 2)
			ask(a, SIZES_DATA, 1, "DATA");
		hang_up(a);	/* not a message */
		ask(a, SIZES_QUIT, 0, "QUIT");
		hang_up(a);
	}
}

bool ask_all(const struct ask_conf *conf, struct samples *samples, char *error)
{
	struct ask a = { .conf = conf, .samples = samples,
			 .random = conf->seed,
			 .domain = strchr(conf->valid[0], '@') + 1 };
	bool good;

	samples->n = 0;
	good = ensure_open(&a);
	if (good) {
		ask_recipients(&a);
		ask_verify(&a);
		ask_passwords(&a);
		ask_rest(&a);
		good = a.opened > 1;
	}
	hang_up(&a);
	memcpy(error, a.error, SESSION_ERROR_MAX);
	return good;
}
