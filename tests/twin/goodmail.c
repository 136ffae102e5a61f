// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * goodmail.c - who sends good mail: how long does it wait, who is locked out?
 *
 * Senders of all sizes against the engine, in the simulation (tests/sim), each
 * a source in a network of its own.  A sender has a queue; a message that is not
 * taken within five minutes of a reply (RFC 5321 4.5.3.2) goes back to it and is
 * tried again.  Waiting is from when a message arrives at its sender until all of
 * its recipients are answered.
 *
 * A source may err once an interval, and once more for each eight messages that
 * it delivers, M times at most; for whoever stays below that, everything must
 * arrive, and wait for its own errors beyond B at the most.
 *
 *	goodmail		a short run, for tests: TAP
 *	goodmail HOURS		prints the table
 */
#include "tests/sim/sim.h"

#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INTERVAL_S	20
#define BURST		4
#define MAX_RATE	4
#define DELIVERED_FOR_ONE 8
#define PATIENCE_NS	(300 * NS_PER_S)
#define AGAIN_NS	(300 * NS_PER_S)
#define CONNS_MAX	10
#define RCPT_MAX	100
#define TEST_HOURS	3	/* what feeds on itself takes its time */

/**
 * struct kind - A kind of sender
 * @every_s:	between messages, on average
 * @recipients:	of a message
 * @dead:	of a thousand recipients, so many don't exist
 * @list_every:	one of so many messages goes to a list of @list recipients
 * @bdat, @pipelining: how it sends
 * @callout:	asks for a recipient, and leaves: delivers nothing
 * @greylisted:	each first try is answered 450
 * @keeps:	its connections, for the next message
 */
struct kind {
	const char *name;
	double every_s;
	unsigned int recipients, dead, list_every, list;
	bool bdat, pipelining, callout, greylisted, keeps;
};

static const struct kind kinds[] = {
	{ "one a day", 86400, 1, 0, .pipelining = true },
	{ "one a day, 10 % dead", 86400, 1, 100, .list = 0 },
	{ "one an hour, 10 % dead", 3600, 1, 100, .pipelining = true },
	{ "one a minute, 1 % dead", 60, 1, 10, .pipelining = true },
	{ "one a minute, 10 % dead", 60, 1, 100, .list = 0 },
	{ "one a minute, 10 % dead, greylisted", 60, 1, 100,
	  .greylisted = true, .pipelining = true },
	{ "one in 10 s, list of 68 with 10 % dead in 100", 10, 1, 10,
	  .list_every = 100, .list = 68, .pipelining = true },
	{ "one a second", 1, 1, 0, .pipelining = true },
	{ "one a second, 1 % dead", 1, 1, 10, .list = 0 },
	{ "one a second, 1 % dead, BDAT", 1, 1, 10, .bdat = true,
	  .pipelining = true },
	{ "one a second, 5 % dead, keeps connections", 1, 1, 50, .keeps = true,
	  .pipelining = true },
	{ "one a second, 10 % dead", 1, 1, 100, .pipelining = true },
	{ "forwarder, two a second, 5 % dead", 0.5, 1, 50, .keeps = true },
	{ "ten a second, 1 % dead", 0.1, 1, 10, .pipelining = true },
	{ "ten a second, 1 % dead, BDAT, keeps connections", 0.1, 1, 10,
	  .bdat = true, .keeps = true, .pipelining = true },
	{ "callouts, one in 10 s, 10 % dead", 10, 1, 100, .callout = true },
	{ "callouts, one a second, 4 % dead", 1, 1, 40, .callout = true },
	/* Above what is promised: for the table, not for the test. */
	{ "callouts, one a second, 10 % dead", 1, 1, 100, .callout = true },
	{ "ten a second, 3 % dead", 0.1, 1, 30, .pipelining = true },
	{ "ten a second, 10 % dead", 0.1, 1, 100, .pipelining = true },
};

#define KINDS (sizeof(kinds) / sizeof(*kinds))

/**
 * struct message - One message
 */
struct message {
	struct message *next;
	uint64_t arrived_ns;
	unsigned int recipients, tries;
	bool dead[RCPT_MAX];
};

/**
 * struct mailer - A sender, and what became of its mail
 */
struct mailer {
	const struct kind *kind;
	struct server server;
	struct source *source;
	struct message *first, *last;
	unsigned int conns;
	struct delivery *idle;
	double *waited_s;
	unsigned long done, room, sent, dead, again, delivered, twice;
};

enum step { GREETING, EHLO, MAIL, RCPT, DATA, TEXT, RESET, QUIT };

/**
 * struct delivery - A connection of a mailer
 */
struct delivery {
	struct mailer *m;
	struct message *what;
	struct delivery *next_idle;
	struct conn *conn;
	enum step step;
	unsigned int heard, accepted;
	bool taken;
};

static const struct client sends;

static uint64_t seconds(double s)
{
	return (uint64_t)(s * (double)NS_PER_S);
}

/* --- memory: all of a run is given back at its end */

union chunk {
	union chunk *next;
	max_align_t align;
};

static union chunk *chunks;

static void *take(size_t bytes)
{
	union chunk *c = calloc(1, sizeof(*c) + bytes);

	if (!c)
		abort();
	c->next = chunks;
	chunks = c;
	return c + 1;
}

static void give_all_back(void)
{
	union chunk *c;

	while ((c = chunks)) {
		chunks = c->next;
		free(c);
	}
}

/* --- the queue */

static void enqueue(struct mailer *m, struct message *what)
{
	what->next = NULL;
	if (m->last)
		m->last->next = what;
	else
		m->first = what;
	m->last = what;
}

static struct message *dequeue(struct mailer *m)
{
	struct message *what = m->first;

	if (!what)
		return NULL;
	m->first = what->next;
	if (!m->first)
		m->last = NULL;
	return what;
}

static void done(struct mailer *m, struct message *what)
{
	if (m->done == m->room) {
		m->room = m->room ? m->room * 2 : 64;
		m->waited_s = realloc(m->waited_s,
				      m->room * sizeof(*m->waited_s));
		if (!m->waited_s)
			abort();
	}
	m->waited_s[m->done++] = (double)(world->now_ns - what->arrived_ns) /
				 NS_PER_S;
}

static void work(struct mailer *m);

struct retry {
	struct mailer *m;
	struct message *what;
};

static void retry(void *with)
{
	struct retry *r = with;

	enqueue(r->m, r->what);
	work(r->m);
}

static void later(struct mailer *m, struct message *what)
{
	struct retry *r = take(sizeof(*r));

	r->m = m;
	r->what = what;
	what->tries++;
	m->again++;
	world_after(AGAIN_NS, retry, r);
}

/* --- a conversation */

static void say_rcpt(struct conn *c, struct delivery *d, unsigned int i)
{
	const char *name = d->what->dead[i] ? "gone" : "user";

	if (d->m->kind->greylisted && !d->what->tries)
		name = "grey";
	say(c, "RCPT TO:<%s%u@example.com>", name, i);
}

static void say_text(struct conn *c, const struct delivery *d)
{
	if (d->m->kind->bdat)
		say(c, "BDAT 3 LAST\r\nx");
	else
		say(c, "Subject: x\r\n\r\nx\r\n.");
}

static void say_mail(struct conn *c, struct delivery *d)
{
	const struct kind *k = d->m->kind;
	unsigned int i;

	d->heard = d->accepted = 0;
	d->taken = false;
	d->step = MAIL;
	say(c, k->callout ? "MAIL FROM:<>" : "MAIL FROM:<me@example.org>");
	if (!k->pipelining)
		return;
	for (i = 0; i < d->what->recipients; i++)
		say_rcpt(c, d, i);
	if (k->bdat)
		say_text(c, d);
	else if (!k->callout)
		say(c, "DATA");
}

static void quit(struct conn *c, struct delivery *d)
{
	d->step = QUIT;
	say(c, "QUIT");
}

/* The message is over: it is done, or some of it comes again. */
static void message_is_over(struct conn *c, struct delivery *d)
{
	struct mailer *m = d->m;
	struct message *what = d->what;

	d->what = NULL;
	if (m->kind->greylisted && !what->tries)
		later(m, what);
	else
		done(m, what);
	if (!m->kind->keeps) {
		quit(c, d);
		return;
	}
	d->what = dequeue(m);
	if (d->what) {
		say_mail(c, d);
		return;
	}
	d->next_idle = m->idle;
	m->idle = d;
}

static void heard_rcpt(struct conn *c, struct delivery *d, unsigned int code)
{
	const struct kind *k = d->m->kind;

	d->accepted += code == 250;
	if (++d->heard < d->what->recipients) {
		if (!k->pipelining)
			say_rcpt(c, d, d->heard);
		return;
	}
	if (k->callout) {
		message_is_over(c, d);
		return;
	}
	d->step = k->bdat ? TEXT : DATA;
	if (k->pipelining)
		return;
	if (!d->accepted) {
		message_is_over(c, d);
		return;
	}
	if (k->bdat)
		say_text(c, d);
	else
		say(c, "DATA");
}

static void heard_step(struct conn *c, struct delivery *d, unsigned int code)
{
	switch (d->step) {
	case GREETING:
		d->step = EHLO;
		say(c, "EHLO mail.example.org");
		break;
	case EHLO:
		say_mail(c, d);
		break;
	case MAIL:
		d->step = RCPT;
		if (!d->m->kind->pipelining)
			say_rcpt(c, d, 0);
		break;
	case RCPT:
		heard_rcpt(c, d, code);
		break;
	case DATA:
		if (code != 354) {
			message_is_over(c, d);
			break;
		}
		d->step = TEXT;
		say_text(c, d);
		break;
	case TEXT:
		d->m->delivered += code == 250;
		message_is_over(c, d);
		break;
	default:
		break;
	}
}

static void gone(struct conn *c)
{
	struct delivery *d = c->work, **at;
	struct mailer *m;

	if (!d)
		return;
	c->work = NULL;
	m = d->m;
	for (at = &m->idle; *at; at = &(*at)->next_idle)
		if (*at == d) {
			*at = d->next_idle;
			break;
		}
	if (d->what)
		later(m, d->what);
	m->conns--;
	work(m);
}

static void heard(struct conn *c, unsigned int code)
{
	struct delivery *d = c->work;

	if (!d)
		return;
	if (d->step == QUIT) {
		tcp_close(c, CLIENT);
		gone(c);
		return;
	}
	if (d->what)
		heard_step(c, d, code);
	conn_timer(c, PATIENCE_NS);
	tcp_push(c, CLIENT);
}

/* Five minutes without a reply, or a connection that nobody needs. */
static void timer(struct conn *c)
{
	struct delivery *d = c->work;

	if (!d)
		return;
	/* The server took it, and the sender doesn't know: it comes twice. */
	d->m->twice += d->what && d->step == TEXT;
	c->deaf = true;
	tcp_close(c, CLIENT);
	gone(c);
}

static const struct client sends = { heard, timer, gone };

static void work(struct mailer *m)
{
	struct delivery *d;

	while (m->first && m->idle) {
		d = m->idle;
		m->idle = d->next_idle;
		d->what = dequeue(m);
		say_mail(d->conn, d);
		conn_timer(d->conn, PATIENCE_NS);
		tcp_push(d->conn, CLIENT);
	}
	while (m->first && m->conns < CONNS_MAX) {
		d = take(sizeof(*d));
		d->m = m;
		d->what = dequeue(m);
		m->conns++;
		d->conn = conn_open(m->source, &m->server, &sends, d, 0, 0);
		conn_timer(d->conn, PATIENCE_NS);
	}
}

/* --- arrivals */

static void arrive(void *with)
{
	struct mailer *m = with;
	const struct kind *k = m->kind;
	struct message *what = take(sizeof(*what));
	double u = (chance(1 << 20) + 1) / (double)(1 << 20);
	unsigned int i;

	what->arrived_ns = world->now_ns;
	what->recipients = k->list_every && chance(k->list_every) == 0 ?
			   k->list : k->recipients;
	for (i = 0; i < what->recipients; i++)
		what->dead[i] = chance(1000) < (what->recipients > 1 ? 100 :
						k->dead);
	for (i = 0; i < what->recipients; i++)
		m->dead += what->dead[i];
	m->sent++;
	enqueue(m, what);
	work(m);
	world_after(seconds(-log(u) * k->every_s), arrive, m);
}

/* --- what became of it */

static int by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

static double at_percent(const struct mailer *m, double percent)
{
	unsigned long i = (unsigned long)(percent / 100 * (double)m->done);

	if (!m->done)
		return 0;
	return m->waited_s[i < m->done ? i : m->done - 1];
}

/**
 * struct result - Of one kind
 * @waiting:	messages that were not done at the end
 * @rate, @may:	errors an interval that it would make, and how many it may
 */
struct result {
	unsigned long sent, done, again, waiting, twice;
	double median_s, p99_s, most_s, rate, may;
};

static struct result play(const struct kind *k, double hours)
{
	static const char *const options[] = { "interval", "20", NULL };
	struct world *w = world_new(options);
	struct mailer m = { .kind = k };
	double span_s = hours * 3600;
	struct result r;

	/* A sender that sends little is watched for longer. */
	if (span_s < 60 * k->every_s)
		span_s = 60 * k->every_s;
	m.server.enhanced = true;
	m.server.address = (struct addr){ .b = { 192, 0, 0, 1 }, .family = 4 };
	m.source = source_new(4);
	world_after(0, arrive, &m);
	world_run((uint64_t)span_s);
	if (m.done)
		qsort(m.waited_s, m.done, sizeof(*m.waited_s), by_size);
	r = (struct result){
		.sent = m.sent, .done = m.done, .again = m.again,
		.waiting = m.sent - m.done, .twice = m.twice,
		.median_s = at_percent(&m, 50), .p99_s = at_percent(&m, 99),
		.most_s = at_percent(&m, 100),
		.rate = (double)m.dead / span_s * INTERVAL_S,
	};
	r.may = (double)(m.sent - m.dead) * !k->callout / DELIVERED_FOR_ONE / span_s * INTERVAL_S;
	r.may = 1 + (r.may > MAX_RATE - 1 ? MAX_RATE - 1 : r.may);
	world_free(w);
	give_all_back();
	free(m.waited_s);
	return r;
}

/*
 * Locked out: of those that the last quarter of an hour does not explain, more
 * than one in a hundred waits on.
 */
static bool is_locked_out(const struct kind *k, const struct result *r)
{
	double recent = 900 / k->every_s + 3;

	return (double)r->waiting > recent + (double)r->sent / 100;
}

static int table(double hours)
{
	struct result r;
	size_t i;

	printf("| who sends | messages | errors an interval, allowed | waits: "
	       "median | 99 %% | at most | tried again | locked out |\n"
	       "|---|---|---|---|---|---|---|---|\n");
	for (i = 0; i < KINDS; i++) {
		r = play(&kinds[i], hours);
		printf("| %s | %lu | %.2f, %.2f | %.1f s | %.0f s | %.0f s | %lu "
		       "| %s |\n", kinds[i].name, r.sent, r.rate, r.may,
		       r.median_s, r.p99_s, r.most_s,
		       kinds[i].greylisted ? r.again - r.sent : r.again,
		       is_locked_out(&kinds[i], &r) ||
		       (r.rate < r.may && !kinds[i].greylisted &&
			r.median_s > INTERVAL_S) ? "yes" : "no");
		fflush(stdout);
	}
	return 0;
}

static int test(void)
{
	unsigned int bad = 0;
	struct result r;
	size_t i;

	printf("1..%zu\n", KINDS);
	for (i = 0; i < KINDS; i++) {
		bool promised, good;

		r = play(&kinds[i], TEST_HOURS);
		promised = r.rate < 0.9 * r.may;
		good = !promised ||
		       (!is_locked_out(&kinds[i], &r) && !r.twice &&
			(kinds[i].greylisted || r.median_s < 1));
		bad += !good;
		printf("%sok %zu - good mail: %s: %.2f errors an interval of "
		       "%.2f%s, waits %.1f s, 99 %% %.0f s\n",
		       good ? "" : "not ", i + 1, kinds[i].name, r.rate, r.may,
		       promised ? "" : " (not promised)", r.median_s, r.p99_s);
		if (!good)
			printf("# sent %lu, done %lu, again %lu, twice %lu\n",
			       r.sent, r.done, r.again, r.twice);
	}
	return bad != 0;
}

int main(int argc, char **argv)
{
	return argc > 1 ? table(atof(argv[1])) : test();
}
