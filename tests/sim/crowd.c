// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * crowd.c - simulation: all of them at once, on the same servers
 */
#include "sim.h"

#include <stdlib.h>

#define SERVERS		4

/**
 * struct crowd - Senders of one kind among all the others
 * @base_s:	what each would take without a tarpit, of either kind of server
 */
struct crowd {
	const struct payer *payer;
	double base_s[2], most_s;
	unsigned int slow, broken, undone;
	struct sender **sender;
};

static void crowd_start(struct crowd *c, struct server *server,
			unsigned int seconds)
{
	unsigned int i;

	c->sender = calloc(c->payer->in_crowd, sizeof(struct sender *));
	if (!c->sender)
		abort();
	for (i = 0; i < c->payer->in_crowd; i++)
		c->sender[i] = sender_start(&c->payer->mail, &server[i % SERVERS],
					    NULL, NS_PER_MS *
					    chance(seconds * 1000));
}

/*
 * Among so many that ask, a server's budget is spent, and strangers are freed of
 * it: those who owe, first.  They try again; nobody is lost, and of those who do
 * not owe at most one of 50 has to.
 */
static void crowd_end(struct crowd *c)
{
	const struct mail *m = &c->payer->mail;
	uint32_t accepted = (m->recipients - m->dead) * m->messages *
			    m->connections;
	bool owes = c->payer->errors > BURST;
	struct sender *s;
	unsigned int i;
	double waited;

	for (i = 0; i < c->payer->in_crowd; i++) {
		s = c->sender[i];
		c->broken += s->broken > 0;
		c->undone += !s->done_ns || s->accepted != accepted ||
			     s->data_ns > RTT_NS + NS_PER_MS;
		waited = took_s(s) - c->base_s[s->server->enhanced];
		if (!s->broken && waited > c->most_s)
			c->most_s = waited;
		c->slow += !s->broken && waited > (m->pipelining ? 2 : 1) *
			   c->payer->errors * 2.0 + 0.5;
		free(s);
	}
	free(c->sender);
	tap_ok(!c->slow && !c->undone &&
	       (owes || c->broken <= 1 + c->payer->in_crowd / 50),
	       "among all: %u x %s: at most %.1f s for %u errors, %u had to try "
	       "again", c->payer->in_crowd, m->name, c->most_s, c->payer->errors,
	       c->broken);
	if (c->slow || c->undone)
		tap_note("%u too slow, %u not done", c->slow, c->undone);
}

/* What is bought may be up to max-rate. */
static double allowed(const struct harvester *h)
{
	return h->how->most_late > 0 ? h->how->most_late : 1.3;
}

static void harvesters_end(struct harvester *all, unsigned int n)
{
	struct harvester *h;
	unsigned int greedy = 0;
	double learnt, most = 0, most_mixed = 0;

	for (h = all; h; h = h->next) {
		learnt = learnt_after_burst(h, &h->tally, LONG_INTERVALS);
		if (h->how->most_late > 0)
			most_mixed = learnt > most_mixed ? learnt : most_mixed;
		else
			most = learnt > most ? learnt : most;
		if (learnt <= allowed(h))
			continue;
		greedy++;
		tap_note("%s, %s: %.2f an interval; early %lu, detached %lu",
			 h->how->name, kind_of(h->server), learnt,
			 h->source->early, h->source->detached);
	}
	tap_ok(!greedy, "among all: %u harvesters, the best learnt %.2f an "
	       "interval in 100, %.2f by mixing valid ones in", n, most,
	       most_mixed);
	harvesters_free(all);
}

/* Two of each strategy.  Return: a list; @n: of how many */
static struct harvester *harvesters_start(struct server *server,
					  unsigned int *n)
{
	const struct strategy *how;
	struct harvester *h, *all = NULL;
	size_t i, at;

	for (i = 0; i < 2 * strategies_n; i++) {
		how = &strategies[i / 2];
		if (how->echoes || how->hops)
			continue;	/* another kind of server */
		/* Those who mix fill budgets: they are by themselves. */
		at = how->most_late > 0 ? 2 + i % 2 : i % 2;
		h = harvester_start(how, &server[at],
				    chance(2000) * NS_PER_MS,
				    2 * LONG_INTERVALS);
		h->next = all;
		all = h;
		++*n;
	}
	return all;
}

void crowd_run(void)
{
	struct crowd crowds[PAYERS] = { 0 };
	struct server server[SERVERS];
	struct harvester *all;
	struct world *w;
	unsigned int i, n = 0;

	for (i = 0; i < SERVERS; i++)
		server[i] = server_like((uint16_t)(1 + i), i % 2);
	for (i = 0; i < PAYERS; i++) {
		crowds[i].payer = &payers[i];
		crowds[i].base_s[0] = untarred_s(&payers[i].mail, server[0]);
		crowds[i].base_s[1] = untarred_s(&payers[i].mail, server[1]);
	}
	w = world_new(NULL);
	for (i = 0; i < PAYERS; i++)
		crowd_start(&crowds[i], server, 180);
	all = harvesters_start(server, &n);
	world_run(4000);
	for (i = 0; i < PAYERS; i++)
		crowd_end(&crowds[i]);
	tap_ok(is_sound(server, SERVERS), "among all: %u sources, %lu packets",
	       w->sources_n, w->packets);
	tap_note("early %lu, detached %lu", early_now(), detached_now());
	harvesters_end(all, n);
	world_free(w);
}
