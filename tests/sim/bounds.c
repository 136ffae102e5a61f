// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * bounds.c - simulation: the server's slots, and memory
 */
#include "sim.h"

#include <stdlib.h>

static void budget_of_offender(void)
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
	ok(sockets <= 20 && b->source->detached >= 40 && waited < 0.01 &&
	   is_sound(&server, 1), "60 connections of an offender: the server has "
	   "%u open, %lu were detached, mail waits %.1f s", sockets,
	   b->source->detached, waited);
	free(s);
	harvesters_free(a);
	harvesters_free(b);
	world_free(w);
}

static void budget_of_innocents(void)
{
	const char *const options[] = { "interval", "20", NULL };
	struct server server = server_like(1, true);
	double base = untarred_s(&payers[TYPO].mail, server), waited, most = 0;
	struct world *w = world_new(options);
	struct sender *s[60];
	unsigned int i, early = 0, broken = 0;

	for (i = 0; i < 60; i++)
		s[i] = sender_start(&payers[TYPO].mail, &server, NULL, i * NS_PER_MS);
	world_run(100);
	for (i = 0; i < 60; i++) {
		waited = took_s(s[i]) - base;
		most = waited > most ? waited : most;
		early += waited < 1;
		broken += s[i]->broken || s[i]->delivered != 1;
		free(s[i]);
	}
	ok(early == 40 && most < 20.5 && !broken &&
	   !engine_stats(w->engine)->detached_total && is_sound(&server, 1),
	   "60 senders with a typo each: %u are answered early, none is "
	   "detached, the others wait %.1f s", early, most);
	world_free(w);
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
	ok(stats->sources_now == 200 && stats->sources_forgotten_total == 801 &&
	   source_known(h->source, &info) && info.zero_ns > w->now_ns && learnt <= 1,
	   "room for 200 sources of 1001: %lu were forgotten, the one that goes "
	   "on was not (%.2f an interval)",
	   (unsigned long)stats->sources_forgotten_total, learnt);
	for (i = 0; i < 1000; i++)
		free(s[i]);
	harvesters_free(h);
	world_free(w);
}

void bounds_run(void)
{
	budget_of_offender();
	budget_of_innocents();
	small_memory();
}
