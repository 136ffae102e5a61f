// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sender.c - simulation: those who send mail, and how long they waited
 */
#include "sim.h"

#include <limits.h>
#include <stdlib.h>

enum step { GREETING, EHLO, AUTH, MAIL, RCPT, DATA, TEXT, QUIT };

/**
 * struct delivery - One connection of a sender
 * @step:	What the next reply answers
 * @order, @left: The message's recipients that are not refused yet
 * @recipient:	Which of them
 * @message:	Which of the connection's messages
 */
struct delivery {
	struct sender *s;
	enum step step;
	unsigned int recipient, message, accepted, tries, left;
	unsigned int *order;
	uint64_t said_ns, data_ns;
};

#define RETRY_NS	(300 * NS_PER_S)
#define REFUSED		UINT_MAX


/* Which of the recipients don't exist: first, or anywhere. */
static void deal(struct delivery *d)
{
	const struct mail *m = d->s->mail;
	unsigned int i, j, t;

	d->left = m->recipients;
	for (i = 0; i < m->recipients; i++)
		d->order[i] = i;
	for (i = m->recipients; !m->dead_first && i > 1; i--) {
		j = chance(i);
		t = d->order[i - 1];
		d->order[i - 1] = d->order[j];
		d->order[j] = t;
	}
}

static void say_rcpt(struct conn *c, struct delivery *d, unsigned int i)
{
	bool dead = d->order[i] < d->s->mail->dead;

	say(c, "RCPT TO:<%s%u@example.com>", dead ? "gone" : "user", i);
}

static void say_mail(struct conn *c, struct delivery *d)
{
	unsigned int i;

	d->recipient = d->accepted = 0;
	d->step = MAIL;
	say(c, "MAIL FROM:<list@example.org>");
	for (i = 0; d->s->mail->pipelining && i < d->left; i++)
		say_rcpt(c, d, i);
	if (d->s->mail->pipelining)
		say(c, "DATA");
}

static void say_auth(struct conn *c, struct delivery *d)
{
	d->step = AUTH;
	say(c, "AUTH PLAIN %s", d->tries < d->s->mail->bad_passwords ?
				"mistyped" : "user1");
	d->tries++;
}

static void finish(struct delivery *d)
{
	struct sender *s = d->s;

	free(d->order);
	free(d);
	if (!--s->open_now)
		s->done_ns = world->now_ns;
}

static void next_message(struct conn *c, struct delivery *d)
{
	if (++d->message < d->s->mail->messages) {
		deal(d);
		say_mail(c, d);
		return;
	}
	say(c, "QUIT");
	d->step = QUIT;
}

static void heard_rcpt(struct conn *c, struct delivery *d, unsigned int code)
{
	d->accepted += code == 250;
	d->s->bounced += code != 250;
	if (code != 250)
		d->order[d->recipient] = REFUSED;
	if (++d->recipient < d->left) {
		if (!d->s->mail->pipelining)
			say_rcpt(c, d, d->recipient);
		return;
	}
	d->step = DATA;
	if (d->s->mail->pipelining)
		return;
	if (d->accepted)
		say(c, "DATA");
	else
		next_message(c, d);
}

static void heard_text(struct conn *c, struct delivery *d)
{
	uint64_t waited_ns = world->now_ns - d->data_ns;

	d->s->delivered++;
	d->s->accepted += d->accepted;
	if (waited_ns > d->s->data_ns)
		d->s->data_ns = waited_ns;
	next_message(c, d);
}

static void heard(struct conn *c, unsigned int code)
{
	struct delivery *d = c->work;

	if (!d)
		return;
	if (world->now_ns - d->said_ns > d->s->reply_ns)
		d->s->reply_ns = world->now_ns - d->said_ns;
	d->said_ns = world->now_ns;
	switch (d->step) {
	case GREETING:
		say(c, "EHLO mail.example.org");
		d->step = EHLO;
		break;
	case EHLO:
		if (code >= 500)
			say(c, "HELO mail.example.org");
		else if (d->s->mail->authenticates)
			say_auth(c, d);
		else
			say_mail(c, d);
		break;
	case AUTH:
		if (code == 235)
			say_mail(c, d);
		else
			say_auth(c, d);
		break;
	case MAIL:
		d->step = RCPT;
		if (!d->s->mail->pipelining)
			say_rcpt(c, d, 0);
		break;
	case RCPT:
		heard_rcpt(c, d, code);
		break;
	case DATA:
		if (code != 354) {
			next_message(c, d);
			break;
		}
		say(c, "Subject: hello\r\n\r\nhello\r\n.");
		d->data_ns = world->now_ns;
		d->step = TEXT;
		break;
	case TEXT:
		heard_text(c, d);
		break;
	case QUIT:
		c->work = NULL;
		finish(d);
		tcp_close(c, CLIENT);
		return;
	}
	tcp_push(c, CLIENT);
}

static void nothing(struct conn *c)
{
	(void)c;
}

static void try_again(void *with);

static void closed(struct conn *c)
{
	struct delivery *d = c->work;

	if (!d)
		return;
	c->work = NULL;
	if (d->step == QUIT) {
		finish(d);
		return;
	}
	d->s->broken++;
	world_after(RETRY_NS, try_again, d);
}

static const struct client sends = { heard, nothing, closed };

static void try_once(struct delivery *d)
{
	d->step = GREETING;
	d->said_ns = world->now_ns;
	conn_open(d->s->source, d->s->server, &sends, d, 0, 0);
}

/* Without those that the server refused. */
static void try_again(void *with)
{
	struct delivery *d = with;
	unsigned int i, n = 0;

	for (i = 0; i < d->left; i++)
		if (d->order[i] != REFUSED)
			d->order[n++] = d->order[i];
	d->left = n;
	if (!n && ++d->message < d->s->mail->messages)
		deal(d);
	if (d->left)
		try_once(d);
	else
		finish(d);
}

static void begin(void *with)
{
	struct sender *s = with;
	struct delivery *d;
	unsigned int i;

	s->started_ns = world->now_ns;
	s->open_now = s->mail->connections;
	for (i = 0; i < s->mail->connections; i++) {
		d = calloc(1, sizeof(*d));
		if (!d)
			abort();
		d->order = calloc(s->mail->recipients, sizeof(*d->order));
		if (!d->order)
			abort();
		d->s = s;
		deal(d);
		try_once(d);
	}
}

struct sender *sender_start(const struct mail *mail, struct server *server,
			    struct source *source, uint64_t delay_ns)
{
	struct sender *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->mail = mail;
	s->server = server;
	s->source = source ? source : source_new(server->address.family);
	world_after(delay_ns, begin, s);
	return s;
}
