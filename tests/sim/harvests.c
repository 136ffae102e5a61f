// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * harvests.c - simulation: one address an interval, however it is asked for
 */
#include "sim.h"

#include <stdlib.h>

/* Whose lines are more to the tarpit than to its server waits for ever. */
#define STANDSTILL	10

static const struct tally nothing;

static void alone(const struct strategy *how, bool enhanced)
{
	struct world *w = world_new(NULL);
	struct server server = server_like(1, enhanced);
	struct harvester *h;
	double early, late;
	unsigned long asked;

	server.echoes = how->echoes;
	if (how->hops)
		server.address.family = 6;
	h = harvester_start(how, &server, 0, 2 * LONG_INTERVALS);
	world_run(2 * LONG_INTERVALS + 1);
	early = learnt_after_burst(h, &h->early, 10);
	late = learnt_after_burst(h, &h->tally, LONG_INTERVALS);
	asked = h->tally.asked[0] + h->tally.asked[1];
	tap_ok(early <= (how->most_early > 0 ? how->most_early : 1.3) &&
	       late <= (how->most_late > 0 ? how->most_late : 1.3) &&
	       (!how->echoes || h->source->overdrawn || asked < STANDSTILL) &&
	       is_sound(&server, 1),
	       "%s, %s: %.2f an interval in 10, %.2f in 100", how->name,
	       kind_of(&server), early, late);
	tap_note("%lu connections, asked %lu, answered %lu, late %lu; charged %lu, "
		 "detached %lu, early %lu", h->connections,
		 h->tally.asked[0] + h->tally.asked[1], h->tally.answered,
		 h->tally.late[0] + h->tally.late[1], h->source->charged,
		 h->source->detached, h->source->early);
	harvesters_free(h);
	world_free(w);
}

/* --- the longest hold, and more connections than fit into it */

static void beyond_longest_hold(const char *budget, unsigned int connections)
{
	const char *const options[] = { "interval", "20", "server-budget",
					budget, NULL };
	struct strategy how = { .name = "far", .connections = connections,
				.burst = 1 };
	struct world *w = world_new(options);
	struct server server = server_like(1, true);
	struct harvester *h = harvester_start(&how, &server, 0, 4000);
	double learnt;

	world_run(4001);
	learnt = learnt_between(&nothing, &h->tally, 200);
	tap_ok(learnt <= 1.3 && is_sound(&server, 1),
	       "%u connections, interval 20 s, budget %s: %.2f an interval",
	       connections, budget, learnt);
	tap_note("answered %lu, detached %lu", h->tally.answered,
		 h->source->detached);
	harvesters_free(h);
	world_free(w);
}

/*
 * Several of one mind: each keeps below the server's budget, together they pass
 * it.  What is early is owed all the same: in the long run it gains nothing.
 */
static void together(unsigned int sources)
{
	const struct strategy how = { .name = "together", .connections = 20,
				      .burst = 1, .decoys = 2, .calm = true,
				      .patience_ns = 300 * NS_PER_MS };
	struct world *w = world_new(NULL);
	struct server server = server_like(1, true);
	struct harvester *h, *all = NULL;
	double learnt = 0;
	unsigned int i;

	for (i = 0; i < sources; i++) {
		h = harvester_start(&how, &server, 0, 6 * LONG_INTERVALS);
		h->next = all;
		all = h;
	}
	world_run(4 * LONG_INTERVALS);
	for (h = all; h; h = h->next)
		h->early = h->tally;
	world_run(2 * LONG_INTERVALS);
	for (h = all; h; h = h->next)
		learnt += learnt_between(&h->early, &h->tally, LONG_INTERVALS);
	learnt /= sources;
	tap_ok(learnt <= 1.3 && is_sound(&server, 1),
	       "%u sources mix valid ones in, 20 connections each: %.2f an "
	       "interval from one after 200 intervals", sources, learnt);
	tap_note("early %lu, detached %lu", early_now(), detached_now());
	harvesters_free(all);
	world_free(w);
}

/*
 * A botnet, and the queue that it shares, each in a network of its own: one
 * answer each server-interval, or as many as its connections have, each once in
 * the longest hold.
 */
static void botnet(const char *server_interval, const char *budget, double most)
{
	const char *const options[] = { "server-interval", server_interval,
					"server-budget", budget, NULL };
	const struct strategy bot = { .name = "bot", .connections = 1,
				      .burst = 1 };
	struct world *w = world_new(options);
	struct server server = server_like(1, true);
	struct harvester *h, *all = NULL;
	double learnt = 0, later = 0;
	unsigned int i;

	for (i = 0; i < 1000; i++) {
		h = harvester_start(&bot, &server, (uint64_t)chance(60000) *
				    NS_PER_MS, 1300);
		h->next = all;
		all = h;
	}
	world_run(300);
	for (h = all; h; h = h->next)
		h->early = h->tally;
	world_run(960);
	for (h = all; h; h = h->next) {
		learnt += tally_learnt(&nothing, &h->early);
		later += tally_learnt(&h->early, &h->tally) / 960;
	}
	tap_ok(later <= most, "1,000 sources, server-interval %s s, budget %s: "
	       "%.2f answers a second", server_interval, budget, later);
	tap_note("%.1f answers for each in the first 300 s; early %lu, detached "
		 "%lu", learnt / 1000, early_now(), detached_now());
	harvesters_free(all);
	world_free(w);
}

/*
 * Hosts of one network take turns, each with a full bucket: four errors an
 * interval of all of them, after four bursts.
 */
static void neighbours(uint8_t family, unsigned int hosts)
{
	struct strategy one = { .name = "neighbour", .connections = 1,
				.burst = 1 };
	struct world *w = world_new(NULL);
	struct server server = server_like(1, true);
	struct harvester *h, *all = NULL;
	double learnt = 0;
	unsigned int i;

	server.address.family = family;
	for (i = 0; i < hosts; i++) {
		h = harvester_start(&one, &server, i * NS_PER_S / 4,
				    2 * LONG_INTERVALS);
		if (all)
			h->source = source_beside(all->source);
		h->next = all;
		all = h;
	}
	world_run(2 * LONG_INTERVALS);
	for (h = all; h; h = h->next)
		learnt += tally_learnt(&nothing, &h->tally);
	learnt = (learnt - 4 * BURST) / LONG_INTERVALS;
	tap_ok(learnt <= 4 * 1.3 && is_sound(&server, 1),
	       "%u hosts of one IPv%u network: %.2f an interval of all", hosts,
	       family, learnt);
	harvesters_free(all);
	world_free(w);
}

void harvests_run(void)
{
	size_t i;

	for (i = 0; i < strategies_n; i++) {
		alone(&strategies[i], true);
		alone(&strategies[i], false);
	}
	beyond_longest_hold("20", 50);
	beyond_longest_hold("20", 300);
	beyond_longest_hold("0", 50);
	beyond_longest_hold("0", 300);
	together(2);
	together(5);
	neighbours(4, 200);
	neighbours(6, 200);
	/* One each interval of 2 s, and one of five is valid. */
	botnet("0", "20", 1000 / 2 * 1.3);
	/* Of a freed one the next guess is lost: one of three is valid. */
	botnet("2", "20", 1000 / 240.0 * 1.5 * 1.1);
	botnet("2", "0", 1000 / 240.0 * 1.3);
}
