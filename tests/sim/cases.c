// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cases.c - simulation: what the cases share
 */
#include "sim.h"

#include <stdlib.h>

const struct payer payers[PAYERS] = {
	[NO_ERROR] = { .errors = 0, .in_crowd = 2000, .mail = {
		"no error", .recipients = 1, .messages = 1, .connections = 1 } },
	[TYPO] = { .errors = 1, .in_crowd = 700, .mail = {
		"one typo", .recipients = 2, .dead = 1, .messages = 1,
		.connections = 1 } },
	[ONLY_TYPO] = { .errors = 1, .in_crowd = 300, .mail = {
		"nothing but a typo", .recipients = 1, .dead = 1, .messages = 1,
		.connections = 1 } },
	[LIST] = { .errors = 5, .in_crowd = 100, .mail = {
		"list, 5 dead of 50", .recipients = 50, .dead = 5,
		.messages = 1, .connections = 1 } },
	[LIST_BURST] = { .errors = 5, .in_crowd = 100, .mail = {
		"list, 5 dead of 50, pipelined", .recipients = 50, .dead = 5,
		.messages = 1, .connections = 1, .pipelining = true } },
	[LIST_FIRST] = { .errors = 5, .in_crowd = 20, .mail = {
		"list, 5 dead of 50 first, pipelined", .recipients = 50,
		.dead = 5, .messages = 1, .connections = 1, .pipelining = true,
		.dead_first = true } },
	[LIST_TEN] = { .errors = 100, .in_crowd = 4, .mail = {
		"list, ten connections, pipelined", .recipients = 50, .dead = 5,
		.messages = 2, .connections = 10, .pipelining = true } },
	[LIST_TEN_TURN] = { .errors = 100, .in_crowd = 4, .mail = {
		"list, ten connections, in turn", .recipients = 50, .dead = 5,
		.messages = 2, .connections = 10 } },
	[WITH_AUTH] = { .errors = 0, .in_crowd = 100, .mail = {
		"authenticated, 3 typos", .recipients = 10, .dead = 3,
		.messages = 1, .connections = 1, .authenticates = true } },
	[BAD_AUTH] = { .errors = 1, .in_crowd = 50, .mail = {
		"authenticated at the second try", .recipients = 10, .dead = 3,
		.messages = 1, .connections = 1, .authenticates = true,
		.bad_passwords = 1 } },
};

struct server server_like(uint16_t number, bool enhanced)
{
	struct server s = { .enhanced = enhanced };

	s.address.family = 4;
	s.address.b[0] = 192;
	s.address.b[2] = (uint8_t)(number >> 8);
	s.address.b[3] = (uint8_t)number;
	return s;
}

const char *kind_of(const struct server *s)
{
	return s->enhanced ? "Postfix" : "Exim";
}

bool is_sound(const struct server *server, unsigned int servers)
{
	unsigned long gave_up = 0;
	uint64_t beyond_ns = 0;
	uint32_t i;

	for (i = 0; i < servers; i++)
		gave_up += server[i].gave_up;
	for (i = 0; i < world->sources_n; i++)
		if (world->source[i]->debt_beyond_ns > beyond_ns)
			beyond_ns = world->source[i]->debt_beyond_ns;
	if (world->leaks || gave_up || beyond_ns)
		tap_note("numbers beyond the gate %lu, servers that gave up %lu, "
			 "debt without a cause %lu ms", world->leaks, gave_up,
			 (unsigned long)(beyond_ns / NS_PER_MS));
	return !world->leaks && !gave_up && !beyond_ns;
}

double learnt_between(const struct tally *from, const struct tally *to,
		      unsigned int intervals)
{
	return tally_learnt(from, to) / intervals;
}

double learnt_after_burst(const struct harvester *h, const struct tally *to,
			  unsigned int intervals)
{
	static const struct tally nothing;
	unsigned int at_once = h->how->connections;
	double learnt;

	if (at_once > CONNECTIONS_MAX)
		at_once = CONNECTIONS_MAX;
	if (at_once == 1)
		at_once = 0;
	learnt = tally_learnt(&nothing, to) - BURST - at_once;
	return learnt > 0 ? learnt / intervals : 0;
}

double untarred_s(const struct mail *mail, struct server server)
{
	static const char *const off[] = { "interval", "0", NULL };
	struct world *before = world, *w = world_new(off);
	struct sender *s = sender_start(mail, &server, NULL, 0);
	double took;

	world_run(3600);
	took = (double)(s->done_ns - s->started_ns) / NS_PER_S;
	free(s);
	world_free(w);
	world = before;
	return took;
}

double took_s(const struct sender *s)
{
	if (!s->done_ns)
		return 1e9;
	return (double)(s->done_ns - s->started_ns) / NS_PER_S;
}

unsigned long early_now(void)
{
	return (unsigned long)engine_stats(world->engine)->early_total;
}

unsigned long detached_now(void)
{
	return (unsigned long)engine_stats(world->engine)->detached_total;
}
