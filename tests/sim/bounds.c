// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bounds.c - simulation: the server's slots, and memory
 */
#include "sim.h"

#include <stdlib.h>

/* One source holds a share of a server's budget, a quarter: 5 of 20. */
static void share_of_one(void)
{
	const struct strategy first = { .name = "first", .connections = 1,
					.burst = 10 };
	const struct strategy sixty = { .name = "sixty", .connections = 60,
					.burst = 1 };
	const char *const options[] = { "interval", "20", NULL };
	struct server server = server_like(1, true);
	double base = untarred_s(&payers[NO_ERROR].mail, server), waited;
	struct world *w = world_new(options);
	struct harvester *a = harvester_start(&first, &server, 0, 300);
	struct harvester *b;
	struct sender *s;
	uint32_t sockets;

	world_run(5);
	b = harvester_start(&sixty, &server, 0, 290);
	b->source = a->source;
	world_run(5);
	sockets = server.sockets_now;
	s = sender_start(&payers[NO_ERROR].mail, &server, NULL, 0);
	world_run(300);
	waited = took_s(s) - base;
	tap_ok(sockets <= 5 && b->source->detached >= 15 && waited < 0.01 &&
	       is_sound(&server, 1), "60 connections of a source that owes: the "
	       "server has %u open, %lu were detached, mail waits %.1f s",
	       sockets, b->source->detached, waited);
	free(s);
	harvesters_free(a);
	harvesters_free(b);
	world_free(w);
}

/**
 * struct many - @n senders at once on one server, who wait 20 s for an error
 * @before:	Each erred once before, and delivered twice
 * @early:	How many had all replies early
 */
struct many {
	unsigned int n;
	bool before;
	unsigned int early, broken, undone, sockets;
	double most_s;
};

static void many_counted(struct many *m, const struct sender *s)
{
	double one = (double)s->reply_ns / NS_PER_S;

	m->most_s = one > m->most_s ? one : m->most_s;
	m->early += one < 20;
	m->broken += s->broken;
	m->undone += !s->done_ns;
}

static void many_at_once(struct many *m, const struct mail *mail)
{
	const char *const options[] = { "interval", "20", NULL };
	struct server server = server_like(1, true);
	struct world *w = world_new(options);
	const struct mail *good = &payers[NO_ERROR].mail;
	struct sender *s[60], *first[60] = { NULL }, *next[60] = { NULL };
	struct source *source;
	unsigned int i;

	for (i = 0; i < m->n; i++) {
		source = source_new(4);
		if (m->before) {
			first[i] = sender_start(mail, &server, source,
						i * 30 * NS_PER_S);
			next[i] = sender_start(good, &server, source,
					       (i * 30 + 25) * NS_PER_S);
		}
		s[i] = sender_start(mail, &server, source,
				    2000 * NS_PER_S + i * NS_PER_MS);
	}
	world_run(2005);
	m->sockets = server.sockets_now;
	world_run(1000);
	for (i = 0; i < m->n; i++) {
		many_counted(m, s[i]);
		free(s[i]);
		free(first[i]);
		free(next[i]);
	}
	tap_ok(is_sound(&server, 1), "%u at once: sound", m->n);
	world_free(w);
}

/* Sources that nobody knows: their 550s fill the budget, and none is early. */
static void budget_of_strangers(void)
{
	struct many fifty = { .n = 50 }, sixty = { .n = 60 };

	many_at_once(&fifty, &payers[ONLY_TYPO].mail);
	tap_ok(!fifty.early && fifty.most_s < 20.5 && fifty.sockets <= 20 &&
	       !fifty.undone, "50 addresses with one guess each: none has its 550 "
	       "early, %.1f s at most, the server has %u open", fifty.most_s,
	       fifty.sockets);
	many_at_once(&sixty, &payers[TYPO].mail);
	tap_ok(!sixty.early && sixty.most_s < 20.5 && sixty.sockets <= 20 &&
	       sixty.broken == 40 && !sixty.undone, "60 strangers with a typo "
	       "each: the server has %u open, %u are freed and try again, all "
	       "arrives", sixty.sockets, sixty.broken);
}

/*
 * Those who delivered as often as they erred are not freed.  Of their replies a quarter of the
 * budget is early at once, and as many an interval.
 */
static void budget_of_senders(void)
{
	struct many sixty = { .n = 60, .before = true };

	many_at_once(&sixty, &payers[TYPO].mail);
	tap_ok(sixty.early >= 5 && sixty.early <= 11 && sixty.most_s < 20.5 &&
	       !sixty.broken && !sixty.undone, "60 known senders with a typo each: "
	       "%u are answered early, the others wait %.1f s, none is freed",
	       sixty.early, sixty.most_s);
}

static void small_memory(void)
{
	const char *const options[] = { "max-sources", "200", NULL };
	const struct strategy *in_turn = &strategies[0];
	struct world *w = world_new(options);
	struct server server = server_like(1, true);
	struct harvester *h = harvester_start(in_turn, &server, 0, 600);
	struct source_info info = { 0 };
	const struct engine_stats *stats = engine_stats(w->engine);
	struct sender *s[1000];
	struct tally none = { 0 };
	unsigned int i;
	double learnt;

	for (i = 0; i < 1000; i++)
		s[i] = sender_start(&payers[ONLY_TYPO].mail, &server, NULL,
				    (i + 1) * NS_PER_S / 2);
	world_run(601);
	learnt = tally_learnt(&none, &h->tally) / 300;
	tap_ok(stats->sources_now == 200 && stats->sources_forgotten_total == 1802 &&
	       source_known(h->source, &info) && info.errors > 250 && learnt <= 1.3,
	       "room for 200 sources and networks of 1001: %lu were forgotten, the "
	       "one that goes on was not (%.2f an interval)",
	       (unsigned long)stats->sources_forgotten_total, learnt);
	for (i = 0; i < 1000; i++)
		free(s[i]);
	harvesters_free(h);
	world_free(w);
}

void bounds_run(void)
{
	share_of_one();
	budget_of_strangers();
	budget_of_senders();
	small_memory();
}
