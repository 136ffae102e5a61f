// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - stream scripts: the kernel around the engine
 *
 * Plays the kernel honestly: connmarks, the known set, the prefilter of the
 * rules, second passes, super-packets, and the queues where held packets lie.
 * Everything that the engine wants done goes through emit(), is checked by
 * oracle.c, and is noted for expect.c.
 */
#include "oracle.h"
#include "trace.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void world_fail(struct world *w, const char *format, ...)
{
	va_list args;

	if (w->error[0])
		return;
	va_start(args, format);
	vsnprintf(w->error, sizeof(w->error), format, args);
	va_end(args);
}

void world_trace(struct world *w, const char *format, ...)
{
	char *line = w->trace[w->traces++ % TRACE_KEEP];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(w->trace[0]), format, args);
	va_end(args);
	if (w->loud)
		printf("#   %s\n", line);
}

void world_init(struct world *w, uint8_t family, bool loud)
{
	memset(w, 0, sizeof(*w));
	w->family = family;
	w->loud = loud;
	w->now_ns = START_NS;
}

void world_forget(struct world *w)
{
	unsigned int i;

	for (i = 0; i < w->happenings; i++)
		free(w->happening[i].bytes);
	w->happenings = 0;
}

static void conn_free(struct conn *conn)
{
	unsigned int i;

	for (i = 0; i < 2; i++) {
		free(conn->dir[i].sent);
		free(conn->dir[i].known);
		free(conn->dir[i].got);
	}
	free(conn);
}

void world_fini(struct world *w)
{
	struct conn *conn;
	uint32_t i;

	world_forget(w);
	while ((conn = w->conns)) {
		w->conns = conn->next;
		conn_free(conn);
	}
	for (i = 0; i < w->slots; i++)
		free(w->slot[i].bytes);
	free(w->slot);
	engine_free(w->engine);
}

void world_start(struct world *w)
{
	if (w->engine)
		return;
	w->engine = engine_new(&w->conf, w->now_ns);
	assert(w->engine);
	w->slots = engine_slots(w->engine);
	w->slot = calloc(w->slots ? w->slots : 1, sizeof(*w->slot));
	assert(w->slot);
}

static void add_past(struct engine_stats *past, const struct engine_stats *s)
{
#define X(name, help) past->name += s->name;
	ENGINE_COUNTERS(X)
#undef X
}

void world_restart(struct world *w)
{
	size_t n = engine_save_bytes(w->engine);
	uint8_t *saved = malloc(n);
	struct engine *next = engine_new(&w->conf, w->now_ns);
	uint32_t i;

	assert(saved && next);
	engine_save(w->engine, saved);
	if (!engine_load(next, w->now_ns, saved, n))
		world_fail(w, "a saved state is refused");
	free(saved);
	add_past(&w->past, engine_stats(w->engine));
	engine_free(w->engine);
	w->engine = next;
	for (i = 0; i < w->slots && !w->error[0]; i++)
		if (engine_slot_is_held(next, i) != (bool)w->slot[i].bytes)
			world_fail(w, "after a restart, slot %u differs", i);
	world_trace(w, "restarted");
}

static void known_key(struct addr *a)
{
	if (a->family == 6)
		memset(a->b + 8, 0, 8);
}

static bool is_known(const struct world *w, struct addr a)
{
	unsigned int i;

	known_key(&a);
	for (i = 0; i < w->known_n; i++)
		if (!memcmp(&w->known[i], &a, sizeof(a)))
			return true;
	return false;
}

static void add_known(struct world *w, struct addr a)
{
	known_key(&a);
	if (!is_known(w, a) && w->known_n < 256)
		w->known[w->known_n++] = a;
}

/* As the rules have it: which payload could hold a reply that matters? */
static bool suspicious(const struct tcp_segment *seg)
{
	const uint8_t *p = seg->payload;
	size_t n = seg->len_bytes, i;

	if (!n)
		return false;
	if (p[0] != '2' && p[0] != '3')
		return true;
	if (n >= 3 && !memcmp(p, "235", 3))
		return true;
	if (n < 2 || p[n - 2] != '\r' || p[n - 1] != '\n')
		return true;
	for (i = 0; i + 1 < n; i++)
		if (p[i] == '\n' && (p[i + 1] == '5' ||
				     (i + 3 < n && !memcmp(p + i + 1, "235", 3))))
			return true;
	return false;
}

/* A known client's connection is marked when it begins, or with a reply. */
static bool kernel_asks(const struct world *w, struct conn *conn,
			enum engine_dir dir, const struct tcp_segment *seg)
{
	if (conn->exempt)
		return false;
	if (dir == FROM_CLIENT)
		return conn->watch || conn->known;
	if ((seg->flags & F_SYN || seg->len_bytes) && is_known(w, conn->client))
		conn->known = true;
	return conn->watch || conn->known || !w->prefilter || suspicious(seg);
}

static struct happening *note(struct world *w, const struct action *a)
{
	struct happening *h = &w->happening[w->happenings];

	if (w->happenings + 1 >= HAPPENINGS_MAX)
		world_fail(w, "too many actions");
	else
		w->happenings++;
	memset(h, 0, sizeof(*h));
	h->kind = a->kind;
	h->at_ns = w->now_ns;
	h->conn = w->given_conn;
	h->verdict = a->kind <= ACTION_SPLIT;
	if (a->kind == ACTION_EVENT)
		h->event = *a->event;
	return h;
}

/* The packet that an action is about gets into its happening. */
static void note_packet(struct world *w, struct happening *h,
			const uint8_t *bytes, size_t len_bytes, bool whole)
{
	const char *error = segment_read(bytes, len_bytes, whole, &h->seg);

	if (!error && h->seg.opt.broken)
		error = "broken TCP option";
	if (error)
		world_fail(w, "%s: %s", happening_name(h), error);
	h->bytes = malloc(len_bytes);
	assert(h->bytes);
	memcpy(h->bytes, bytes, len_bytes);
	h->seg.payload = h->bytes + (h->seg.payload - bytes);
	h->len_bytes = len_bytes;
}

static void do_hold(struct world *w, struct happening *h,
		    const struct action *a)
{
	const uint8_t *bytes = a->bytes ? a->bytes : w->given;
	size_t len_bytes = a->bytes ? a->len_bytes : w->given_len;
	struct slot *slot;

	note_packet(w, h, bytes, len_bytes, a->bytes);
	if (a->slot >= w->slots || w->slot[a->slot].bytes) {
		world_fail(w, "hold in slot %u, which is %s", a->slot,
			   a->slot >= w->slots ? "none" : "taken");
		return;
	}
	slot = &w->slot[a->slot];
	slot->conn = w->given_conn;
	slot->since_ns = w->now_ns;
	slot->len_bytes = len_bytes;
	slot->bytes = malloc(len_bytes);
	assert(slot->bytes);
	memcpy(slot->bytes, bytes, len_bytes);
	w->slots_used++;
}

static void do_slot_end(struct world *w, struct happening *h,
			const struct action *a)
{
	struct slot *slot = a->slot < w->slots ? &w->slot[a->slot] : NULL;

	if (!slot || !slot->bytes) {
		world_fail(w, "%s of slot %u, which holds nothing",
			   happening_name(h), a->slot);
		return;
	}
	h->conn = slot->conn;
	note_packet(w, h, slot->bytes, slot->len_bytes, false);
	free(slot->bytes);
	slot->bytes = NULL;
	w->slots_used--;
	if (a->kind == ACTION_RELEASE && !w->slept &&
	    w->now_ns - slot->since_ns > w->conf.max_hold_ns)
		world_fail(w, "a packet was held longer than max-hold");
}

static void emit(void *ctx, const struct action *a)
{
	struct world *w = ctx;
	struct happening *h = note(w, a);

	switch (a->kind) {
	case ACTION_HOLD:
		do_hold(w, h, a);
		break;
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		do_slot_end(w, h, a);
		break;
	case ACTION_REPLACE:
	case ACTION_INJECT:
		note_packet(w, h, a->bytes, a->len_bytes, true);
		break;
	case ACTION_EVENT:
		break;
	default:
		if (w->given)
			note_packet(w, h, w->given, w->given_len, false);
	}
	if (h->verdict) {
		w->verdicts++;
		w->verdict = a->kind;
	}
	if (!w->error[0])
		oracle_action(w, h);
	happening_trace(w, h);
}

struct sink world_sink(struct world *w)
{
	return (struct sink){ .emit = emit, .ctx = w };
}

void world_before(struct world *w)
{
	w->given = NULL;
	w->given_conn = NULL;
	w->verdicts = 0;
	oracle_before(w);
}

void world_after(struct world *w)
{
	oracle_after(w);
}

void world_advance(struct world *w, uint64_t until_ns)
{
	struct sink sink = world_sink(w);
	uint64_t next;

	world_start(w);
	while (!w->error[0]) {
		next = engine_next_ns(w->engine);
		if (next > until_ns)
			break;
		if (next > w->now_ns)
			w->now_ns = next;
		world_before(w);
		engine_expire(w->engine, w->now_ns, &sink);
		world_after(w);
		if (w->verdicts)
			world_fail(w, "a verdict without a packet");
		if (engine_next_ns(w->engine) <= w->now_ns)
			world_fail(w, "engine_expire() left something due");
	}
	if (until_ns > w->now_ns)
		w->now_ns = until_ns;
}

static void give(struct world *w, struct conn *conn, enum engine_dir dir,
		 const uint8_t *bytes, size_t len_bytes, bool gso, bool marked);

/* What the stack does to a super-packet: segments of mss bytes each */
static void split(struct world *w, struct conn *conn, const uint8_t *bytes,
		  size_t len_bytes, bool marked)
{
	uint8_t *out = malloc(PACKET_MAX + 100);
	struct tcp_segment seg, part;
	size_t at, n;

	assert(out);
	segment_read(bytes, len_bytes, false, &seg);
	for (at = 0; at < seg.len_bytes && !w->error[0]; at += conn->mss) {
		part = seg;
		part.payload = seg.payload + at;
		part.len_bytes = seg.len_bytes - at;
		part.seq = seg.seq + (uint32_t)at;
		if (part.len_bytes > conn->mss) {
			part.len_bytes = conn->mss;
			part.flags &= (uint8_t)~(F_FIN | F_PSH);
		}
		n = segment_build(&part, false, out);
		give(w, conn, FROM_SERVER, out, n, false, marked);
	}
	free(out);
}

static void give(struct world *w, struct conn *conn, enum engine_dir dir,
		 const uint8_t *bytes, size_t len_bytes, bool gso, bool marked)
{
	struct sink sink = world_sink(w);
	struct engine_packet packet = {
		.data = bytes, .len_bytes = len_bytes, .dir = dir,
		.marked = marked, .split = w->split, .gso = gso,
	};
	struct tcp_segment seg;

	if (dir == FROM_CLIENT && !w->split &&
	    packet.len_bytes > ENGINE_CLIENT_COPY_BYTES)
		packet.len_bytes = ENGINE_CLIENT_COPY_BYTES;
	if (w->snap_bytes && packet.len_bytes > w->snap_bytes)
		packet.len_bytes = w->snap_bytes;
	world_before(w);
	w->given = bytes;
	w->given_len = len_bytes;
	w->given_conn = conn;
	w->given_dir = dir;
	segment_read(bytes, len_bytes, false, &seg);
	w->given_end = (int32_t)(seg.seq - conn->dir[dir].isn) +
		       (int64_t)seg.len_bytes + (seg.flags & F_FIN ? 1 : 0);
	engine_packet(w->engine, w->now_ns, &packet, &sink);
	if (w->verdicts != 1)
		world_fail(w, "%u verdicts on one packet", w->verdicts);
	world_after(w);
	if (w->error[0])
		return;
	if (w->verdict == ACTION_MARK_WATCH) {
		if (marked)
			world_fail(w, "mark-watch, twice for one packet");
		conn->watch = true;
		add_known(w, conn->client);
		give(w, conn, dir, bytes, len_bytes, gso, true);
	} else if (w->verdict == ACTION_MARK_EXEMPT) {
		conn->exempt = true;
	} else if (w->verdict == ACTION_SPLIT && dir == FROM_CLIENT) {
		if (w->split)
			world_fail(w, "split, twice for one packet");
		w->split = true;
		give(w, conn, dir, bytes, len_bytes, false, false);
		w->split = false;
	} else if (w->verdict == ACTION_SPLIT) {
		if (!gso)
			world_fail(w, "split of a packet that is none");
		split(w, conn, bytes, len_bytes, marked);
	}
}

bool world_packet(struct world *w, struct conn *conn, enum engine_dir dir,
		  const uint8_t *bytes, size_t len_bytes, bool gso)
{
	struct tcp_segment seg;
	const char *error = segment_read(bytes, len_bytes, false, &seg);

	assert(!error);
	world_start(w);
	w->hold_wait_ns = NEVER;	/* told in the first pass of many */
	if (kernel_asks(w, conn, dir, &seg)) {
		give(w, conn, dir, bytes, len_bytes, gso, false);
		return true;
	}
	world_before(w);
	w->given_dir = dir;
	oracle_deliver(w, conn, dir, &seg);
	return false;
}
