// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_sink.c - what nobody waits for is not told, and changes nothing else
 */
#include "../lib/packet.h"
#include "conf/options.h"
#include "unit.h"

#include <string.h>

#define ACTIONS_MAX	64
#define ALL_EVENTS	UINT32_MAX

/* What a sink was given. */
struct seen {
	enum action_kind kind[ACTIONS_MAX];
	enum event_kind event[ACTIONS_MAX];
	unsigned int n;
	struct engine_stats stats;
};

static void emit(void *ctx, const struct action *action)
{
	struct seen *seen = ctx;

	assert_true(seen->n < ACTIONS_MAX);
	seen->kind[seen->n] = action->kind;
	seen->event[seen->n] = action->event ? action->event->kind : 0;
	seen->n++;
}

static void give(struct engine *e, struct sink *sink, uint32_t seq,
		 const char *text, bool marked)
{
	static uint8_t bytes[PACKET_MAX];
	struct tcp_segment seg = {
		.src = { .family = 4, .b = { 198, 51, 100, 25 } },
		.dst = { .family = 4, .b = { 192, 0, 2, 7 } },
		.sport = 25, .dport = 4711, .seq = seq, .ack = 1000,
		.flags = F_PSH | F_ACK, .win = 500,
		.payload = (const uint8_t *)text, .len_bytes = strlen(text),
	};
	struct engine_packet packet = { .data = bytes, .marked = marked };

	packet.len_bytes = segment_build(&seg, false, bytes);
	engine_packet(e, NS_PER_S, &packet, sink);
}

/* The client has all before the error. */
static void give_ack(struct engine *e, struct sink *sink)
{
	static uint8_t bytes[PACKET_MAX];
	struct tcp_segment seg = {
		.src = { .family = 4, .b = { 192, 0, 2, 7 } },
		.dst = { .family = 4, .b = { 198, 51, 100, 25 } },
		.sport = 4711, .dport = 25, .seq = 1000, .ack = 17,
		.flags = F_ACK, .win = 500,
	};
	struct engine_packet packet = { .data = bytes, .dir = FROM_CLIENT };

	packet.len_bytes = segment_build(&seg, false, bytes);
	engine_packet(e, NS_PER_S, &packet, sink);
}

/* A good reply, an error, its copy, its release. */
static void talk(struct seen *seen, uint32_t mute_events, bool mute_injects)
{
	static const char error[] = "550 5.1.1 no\r\n";
	struct sink sink = { emit, seen, mute_events, mute_injects };
	struct settings settings;
	struct engine *e;

	memset(seen, 0, sizeof(*seen));
	options_defaults(&settings);
	settings.engine.max_flows = settings.engine.max_sources = 16;
	settings.engine.max_held = 16;
	e = engine_new(&settings.engine, 0);
	assert_non_null(e);
	give(e, &sink, 1, "220 mx.example\r\n", false);
	give(e, &sink, 17, error, false);
	give(e, &sink, 17, error, true);
	give_ack(e, &sink);
	give(e, &sink, 17, error, false);
	engine_expire(e, 100 * NS_PER_S, &sink);
	seen->stats = *engine_stats(e);
	engine_free(e);
}

struct row {
	const char *name;
	uint32_t mute_events;
	bool mute_injects;
};

static bool is_muted(const struct row *row, const struct seen *all,
		     unsigned int i)
{
	if (all->kind[i] == ACTION_EVENT)
		return row->mute_events & 1u << all->event[i];
	return all->kind[i] == ACTION_INJECT && row->mute_injects;
}

static void test_muted(void **state)
{
	const struct row *row = *state;
	unsigned int kinds[ACTION_KINDS] = { 0 }, i, n = 0;
	struct seen all, some;

	talk(&all, 0, false);
	talk(&some, row->mute_events, row->mute_injects);
	for (i = 0; i < all.n; i++) {
		kinds[all.kind[i]]++;
		if (is_muted(row, &all, i))
			continue;
		assert_true(n < some.n);
		assert_int_equal(some.kind[n], all.kind[i]);
		assert_int_equal(some.event[n], all.event[i]);
		n++;
	}
	assert_int_equal(some.n, n);
	assert_true(kinds[ACTION_HOLD] && kinds[ACTION_INJECT] &&
		    kinds[ACTION_EVENT] && kinds[ACTION_RELEASE]);
	assert_memory_equal(&some.stats, &all.stats, sizeof(all.stats));
}

static const struct row rows[] = {
	{ "nothing", 0, false },
	{ "replies and charges", 1u << EVENT_REPLY | 1u << EVENT_CHARGE, false },
	{ "holds and releases", 1u << EVENT_HOLD | 1u << EVENT_RELEASE, false },
	{ "all events", ALL_EVENTS, false },
	{ "injected segments", 0, true },
	{ "all events, and injected segments", ALL_EVENTS, true },
};

int main(void)
{
	static struct unit unit;

	UNIT_ADD_ROWS(&unit, "muted", rows, test_muted);
	return unit_run(&unit, "sink");
}
