// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sender.c - simulation: those who send mail, and how long they waited
 */
#include "sim.h"

#include <stdlib.h>

enum step { GREETING, EHLO, AUTH, MAIL, RCPT, DATA, TEXT, QUIT };

/**
 * struct delivery - One connection of a sender
 * @step:	What the next reply answers
 * @recipient:	Which of the message's recipients
 * @message:	Which of the connection's messages
 */
struct delivery {
	struct sender *s;
	enum step step;
	unsigned int recipient, message, accepted, tries;
	unsigned int *order;
	uint64_t data_ns;
	bool begun;
};

/* Which of the recipients don't exist: first, or anywhere. */
static void deal(struct delivery *d)
{
	const struct mail *m = d->s->mail;
	unsigned int i, j, t;

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

	deal(d);
	d->recipient = d->accepted = 0;
	d->step = MAIL;
	say(c, "MAIL FROM:<list@example.org>");
	for (i = 0; d->s->mail->pipelining && i < d->s->mail->recipients; i++)
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
		say_mail(c, d);
		return;
	}
	say(c, "QUIT");
	d->step = QUIT;
}

static void heard_rcpt(struct conn *c, struct delivery *d, unsigned int code)
{
	d->accepted += code == 250;
	d->s->accepted += code == 250;
	d->s->bounced += code != 250;
	if (++d->recipient < d->s->mail->recipients) {
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
	if (waited_ns > d->s->data_ns)
		d->s->data_ns = waited_ns;
	next_message(c, d);
}

static void heard(struct conn *c, unsigned int code)
{
	struct delivery *d = c->work;

	if (!d)
		return;
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

static void closed(struct conn *c)
{
	struct delivery *d = c->work;

	if (!d)
		return;
	c->work = NULL;
	d->s->broken++;
	finish(d);
}

static const struct client sends = { heard, nothing, closed };

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
		conn_open(s->source, s->server, &sends, d, 0, 0);
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
