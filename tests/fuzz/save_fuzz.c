// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * save_fuzz.c - damaged saves are refused, or give an engine that works
 *
 * A short life makes a save; some of its bytes are changed.  What is loaded
 * then must tell consistent numbers, hold no slot twice, and come to an end.
 */
#include "../lib/packet.h"
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#define START_NS	(100 * NS_PER_S)

static bool held[8];
static unsigned int held_n;

static void emit(void *ctx, const struct action *a)
{
	(void)ctx;
	if (a->kind == ACTION_HOLD) {
		REQUIRE(a->slot < 8 && !held[a->slot], "slot %u", a->slot);
		held[a->slot] = true;
		held_n++;
	} else if (a->kind == ACTION_RELEASE || a->kind == ACTION_DISCARD) {
		REQUIRE(a->slot < 8 && held[a->slot], "slot %u", a->slot);
		held[a->slot] = false;
		held_n--;
	}
}

static const struct sink sink = { .emit = emit };

static void say(struct engine *e, uint64_t now_ns, uint8_t who, uint32_t seq,
		const char *text)
{
	struct tcp_segment p = { .src = { { 192, 0, 2, 1 }, 4 }, .sport = 25,
				 .dst = { { 10, 0, 0, who }, 4 }, .dport = 9,
				 .seq = seq, .flags = F_ACK,
				 .payload = (const uint8_t *)text,
				 .len_bytes = strlen(text)};
	uint8_t bytes[HEADERS_MAX + 64];
	struct engine_packet packet = { .data = bytes, .dir = FROM_SERVER };

	packet.len_bytes = segment_build(&p, false, bytes);
	packet.marked = true;
	engine_packet(e, now_ns, &packet, &sink);
}

static void live(struct engine *e, uint64_t now_ns, uint8_t clients)
{
	uint8_t i;

	for (i = 0; i < clients; i++) {
		say(e, now_ns, i % 5, i / 5 * 28, "550 5.1.1 no\r\n");
		say(e, now_ns, i % 5, i / 5 * 28 + 14, "250 2.1.5 Ok\r\n");
	}
}

static bool count(void *ctx, const struct held_info *info)
{
	(void)info;
	(*(uint32_t *)ctx)++;
	return true;
}

/* Go on as if nothing had happened, to the end of all holds. */
static void go_on(struct engine *e)
{
	const struct engine_stats *s = engine_stats(e);
	uint64_t now_ns = START_NS;
	uint32_t i, gated = 0, n = 0;

	held_n = 0;
	for (i = 0; i < 8; i++)
		held_n += held[i] = engine_slot_is_held(e, i);
	REQUIRE(held_n == s->held_now, "%u, not %u", s->held_now, held_n);
	engine_held_each(e, count, &gated);
	REQUIRE(gated == s->gated_now, "%u, not %u", s->gated_now, gated);
	live(e, now_ns, 7);
	while (engine_next_ns(e) != ENGINE_NEVER) {
		now_ns = engine_next_ns(e) > now_ns ? engine_next_ns(e) :
						      now_ns;
		engine_expire(e, now_ns, &sink);
		REQUIRE(++n < 1000, "no end of it");
	}
	REQUIRE(!held_n, "%u packets stay", held_n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct engine_conf conf = {
		.interval_ns = 5 * NS_PER_S, .max_hold_ns = 60 * NS_PER_S,
		.max_held = 8, .max_flows = 4, .max_sources = 4,
		.burst = 3, .max_rate = 4, .max_debt_ns = 3600 * NS_PER_S,
		.prefix4_bits = 32, .prefix6_bits = 64,
		.network4_bits = 24, .network6_bits = 48, .network_rate = 2,
		.server_budget = 3, .hold_codes[68] = 0xff };
	struct input in = { data, data + size };
	struct engine *e = engine_new(&conf, START_NS), *next;
	uint8_t *saved;
	size_t n;

	conf.policy = in8(&in) & 1;
	engine_configure(e, &conf);
	memset(held, 0, sizeof(held));
	live(e, START_NS, in8(&in) % 16);
	n = engine_save_bytes(e);
	saved = malloc(n + 1);
	engine_save(e, saved);
	engine_free(e);
	while (in_more(&in) && n)
		saved[in16(&in) % n] ^= in8(&in);
	next = engine_new(&conf, START_NS);
	if (engine_load(next, START_NS, saved, n))
		go_on(next);
	engine_free(next);
	free(saved);
	return 0;
}
