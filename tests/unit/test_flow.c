// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_flow.c - the table of connections: who is who, and memory that isn't there;
 * servers; events
 *
 * calloc() and free() are the linker's --wrap of them.
 */
#include "conf/options.h"
#include "core/addr.h"
#include "core/core.h"
#include "unit.h"

#include <string.h>

/* Behind each block there are such bytes, none of them 0. */
#define GUARD_BYTES	512

/* Calls from here on until one fails; 0: none does. */
static unsigned int calls_left;

/* Blocks that are not given back. */
static void *blocks[16];

void *__real_calloc(size_t n, size_t bytes);
void *__wrap_calloc(size_t n, size_t bytes);
void __real_free(void *p);
void __wrap_free(void *p);

void *__wrap_calloc(size_t n, size_t bytes)
{
	uint8_t *p;
	size_t i;

	if (calls_left && !--calls_left)
		return NULL;
	p = __real_calloc(n * bytes + GUARD_BYTES, 1);
	assert_non_null(p);
	memset(p + n * bytes, 0xff, GUARD_BYTES);
	for (i = 0; i < ROWS(blocks) && blocks[i]; i++)
		;
	assert_true(i < ROWS(blocks));
	blocks[i] = p;
	return p;
}

void __wrap_free(void *p)
{
	size_t i;

	for (i = 0; i < ROWS(blocks); i++)
		if (blocks[i] == p)
			blocks[i] = NULL;
	__real_free(p);
}

static void assert_nothing_left(void)
{
	size_t i;

	for (i = 0; i < ROWS(blocks); i++)
		assert_null(blocks[i]);
}

static struct engine *new_engine(uint32_t flows)
{
	struct settings settings;

	options_defaults(&settings);
	settings.engine.max_flows = flows;
	settings.engine.max_held = settings.engine.max_sources = 4;
	return engine_new(&settings.engine, 0);
}

/* A server's segment between ends that differ in one place, or in none. */
static struct segment segment_of(size_t place)
{
	struct segment seg = {
		.src = { .family = 6, .b = { 0x20, 1, 0xd, 0xb8 } },
		.dst = { .family = 6, .b = { 0x20, 1, 0xd, 0xb8 } },
		.src_port = 25, .dst_port = 40000,
	};

	if (place < 16)
		seg.dst.b[place] ^= 1;
	else if (place < 32)
		seg.src.b[place - 16] ^= 1;
	seg.dst_port = (uint16_t)(seg.dst_port + (place == 32));
	seg.src_port = (uint16_t)(seg.src_port + (place == 33));
	if (place == 34)
		seg.src.family = seg.dst.family = 4;
	return seg;
}

#define PLACES	35

/* The same connection, as its client's segments have it. */
static struct segment turned(struct segment seg)
{
	struct addr src = seg.src;
	uint16_t port = seg.src_port;

	seg.src = seg.dst;
	seg.dst = src;
	seg.src_port = seg.dst_port;
	seg.dst_port = port;
	return seg;
}

static void assert_finds(struct engine *e, struct segment seg,
			 const struct flow *f)
{
	assert_ptr_equal(flow_find(e, &seg, FROM_SERVER), f);
	seg = turned(seg);
	assert_ptr_equal(flow_find(e, &seg, FROM_CLIENT), f);
}

static void test_ends(void **state)
{
	size_t place;

	(void)state;
	for (place = 0; place < PLACES; place++) {
		struct segment one = segment_of(PLACES), other = segment_of(place);
		struct engine *e = new_engine(8);
		struct flow *f, *g;

		f = flow_add(e, &one);
		assert_finds(e, one, f);
		assert_finds(e, other, NULL);
		g = flow_add(e, &other);
		assert_ptr_not_equal(f, g);
		assert_finds(e, one, f);
		assert_finds(e, other, g);
		assert_int_equal(engine_stats(e)->flows_now, 2);
		flow_remove(e, f);
		assert_finds(e, one, NULL);
		assert_finds(e, other, g);
		engine_free(e);
	}
}

/* A server is its address and its port, and nothing of the client. */
static void test_server(void **state)
{
	size_t place;

	(void)state;
	for (place = 0; place < PLACES; place++) {
		struct segment one = segment_of(PLACES), other = segment_of(place);
		struct engine *e = new_engine(8);
		bool same = place < 16 || place == 32;
		struct flow *f, *g;

		f = flow_add(e, &one);
		server_bind(e, f);
		g = flow_add(e, &other);
		server_bind(e, g);
		assert_int_equal(f->server == g->server, same);
		assert_int_equal(e->servers[f->server].held_now, same ? 2 : 1);
		engine_free(e);
	}
}

#define SERVERS_ASKED	(SERVERS_MAX * 5 / 4)

/* Bind a connection to each server from @port on.  Return: how many found a place */
static uint32_t bind_all(struct engine *e, uint16_t port)
{
	struct segment seg = segment_of(PLACES);
	uint32_t i, bound = 0;
	struct flow *f;

	for (i = 0; i < SERVERS_ASKED; i++) {
		seg.src_port = (uint16_t)(port + i);
		f = flow_add(e, &seg);
		server_bind(e, f);
		if (f->server == NONE)
			continue;
		bound++;
		assert_int_equal(e->servers[f->server].held_now, 1);
		assert_int_equal(e->servers[f->server].held.oldest, flow_index(e, f));
		assert_int_equal(e->servers[f->server].zero_ns, 0);
		e->servers[f->server].zero_ns = 1;
	}
	return bound;
}

/* Who has no place takes that of none which holds something; the others are begun anew. */
static void test_server_places(void **state)
{
	struct engine *e = new_engine(2 * SERVERS_ASKED);
	uint32_t i, bound;

	(void)state;
	bound = bind_all(e, 1);
	assert_in_range(bound, SERVERS_MAX * 3 / 4, SERVERS_MAX);
	for (i = 0; i < SERVERS_MAX; i++)
		assert_true(e->servers[i].held_now <= 1);
	for (i = 0; i < SERVERS_ASKED; i++)
		server_free(e, &e->flows[i]);
	bound = bind_all(e, 10000);
	assert_in_range(bound, SERVERS_MAX * 3 / 4, SERVERS_MAX);
	engine_free(e);
}

/* Each bucket can be reached, and there are not more flows than buckets. */
static void test_buckets(void **state)
{
	uint32_t flows;

	(void)state;
	for (flows = 1; flows < 300; flows++) {
		struct engine *e = new_engine(flows);

		assert_int_equal(e->flow_max, flows + 4);
		assert_true(e->flow_mask + 1 >= e->flow_max);
		assert_int_equal(e->flow_mask & (e->flow_mask + 1), 0);
		engine_free(e);
	}
}

static void test_memory(void **state)
{
	unsigned int call;
	struct engine *e;

	(void)state;
	for (call = 1; ; call++) {
		calls_left = call;
		e = new_engine(8);
		if (calls_left)
			break;
		assert_null(e);
		assert_nothing_left();
	}
	calls_left = 0;
	assert_non_null(e);
	engine_free(e);
	assert_nothing_left();
	assert_true(call > 5);
}

/* Slots end where engine_slots() says. */
static void test_slots(void **state)
{
	struct engine *e = new_engine(8);
	uint32_t slot;

	(void)state;
	assert_int_equal(engine_slots(e), 4);
	for (slot = 0; slot < 8; slot++)
		assert_false(engine_slot_is_held(e, slot));
	assert_false(engine_slot_is_held(e, UINT32_MAX));
	engine_free(e);
}

/* Where an event is told stands what was told before. */
static void test_event(void **state)
{
	static const struct flow f = {
		.key = { .client = { 1 }, .server = { 2 }, .client_port = 3,
			 .server_port = 4, .family = 6 },
		.client = { 5, [4] = 6 }, .client_family = 4, .client_port = 7,
	};
	struct event is, want = {
		.kind = EVENT_EARN, .reason = REASON_DEBT,
		.client = { .family = 4, .b = { 5, [4] = 6 } }, .client_port = 7,
		.peer = { .family = 6, .b = { 1 } }, .peer_port = 3,
		.server = { .family = 6, .b = { 2 } }, .server_port = 4,
	};

	(void)state;
	memset(&is, 1, sizeof(is));
	event_begin(&is, &f, EVENT_EARN, REASON_DEBT);
	assert_true(is.kind == want.kind && is.reason == want.reason);
	assert_true(addr_equal(&is.client, &want.client) &&
		    addr_equal(&is.peer, &want.peer) &&
		    addr_equal(&is.server, &want.server));
	assert_int_equal(is.client_port, want.client_port);
	assert_int_equal(is.peer_port, want.peer_port);
	assert_int_equal(is.server_port, want.server_port);
	assert_memory_equal(&is.enhanced, &want.enhanced, sizeof(is.enhanced));
	assert_false(is.code || is.replies || is.bytes || is.charged);
	assert_false(is.wait_ns || is.delay_ns || is.debt_ns);
}

int main(void)
{
	static struct unit u;

	unit_add(&u, "ends", "each bit tells connections apart", test_ends, NULL);
	unit_add(&u, "server", "each bit tells servers apart", test_server, NULL);
	unit_add(&u, "server", "its place is its own", test_server_places, NULL);
	unit_add(&u, "buckets", "as many as flows, a power of two", test_buckets,
		 NULL);
	unit_add(&u, "memory", "each call of calloc() may fail", test_memory,
		 NULL);
	unit_add(&u, "event", "nothing of the one before", test_event, NULL);
	unit_add(&u, "slots", "none behind the last", test_slots, NULL);
	return unit_run(&u, "flow");
}
