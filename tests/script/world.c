// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - stream scripts: the kernel around the engine
 *
 * Plays the kernel honestly: connmarks, the known set, the prefilter of the
 * rules, second passes, super-packets, and the queues where held packets lie.
 * Everything that the engine wants done goes through emit(), is checked by
 * oracle.c, and is noted for expect.c.
 */
#include "core/addr.h"
#include "core/trace.h"
#include "oracle.h"

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

static void slot_free(void *packet)
{
	struct slot *slot = packet;

	free(slot->bytes);
	free(slot);
}

void world_fini(struct world *w)
{
	struct conn *conn;

	world_forget(w);
	while ((conn = w->conns)) {
		w->conns = conn->next;
		conn_free(conn);
	}
	kernel_fini(&w->kernel, slot_free);
	engine_free(w->engine);
}

static const struct kernel_ops kernel_ops;

void world_start(struct world *w)
{
	if (w->engine)
		return;
	w->engine = engine_new(&w->conf, w->now_ns);
	assert(w->engine);
	kernel_init(&w->kernel, w->engine, &kernel_ops, w);
}

static void add_past(struct engine_stats *past, const struct engine_stats *s)
{
#define X(name, help) past->name += s->name;
	ENGINE_COUNTERS(X)
#undef X
}

bool world_lose(struct world *w, uint32_t slot)
{
	void *packet = kernel_lose(&w->kernel, slot);

	if (!packet)
		return false;
	slot_free(packet);
	engine_lost(w->engine, slot);
	return true;
}

void world_restart(struct world *w)
{
	size_t n = engine_save_bytes(w->engine);
	uint8_t *saved = malloc(n);
	struct engine *next = engine_new(&w->conf, w->now_ns);

	assert(saved && next);
	engine_save(w->engine, saved);
	if (!engine_load(next, w->now_ns, saved, n))
		world_fail(w, "a saved state is refused");
	free(saved);
	add_past(&w->past, engine_stats(w->engine));
	engine_free(w->engine);
	w->engine = next;
	kernel_hand_over(&w->kernel, next);
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

void world_known(struct world *w, const struct addr *client)
{
	struct addr a = *client;

	known_key(&a);
	if (!is_known(w, a) && w->known_n < 256)
		w->known[w->known_n++] = a;
}

static bool is_owing(const struct world *w, struct addr a)
{
	unsigned int i;

	known_key(&a);
	for (i = 0; i < w->owing_n; i++)
		if (!memcmp(&w->owing[i].addr, &a, sizeof(a)))
			return w->owing[i].until_ns > w->now_ns;
	return false;
}

void world_owing(struct world *w, const struct addr *client, uint64_t until_ns)
{
	struct addr a = *client;
	unsigned int i;

	known_key(&a);
	for (i = 0; i < w->owing_n; i++)
		if (!memcmp(&w->owing[i].addr, &a, sizeof(a)))
			break;
	if (i == 256)
		return;
	w->owing[i].addr = a;
	w->owing[i].until_ns = until_ns;
	w->owing_n += i == w->owing_n;
}

/* As the rules have it: all packets of a balancer's connections are queued. */
static bool is_balancer(const struct world *w, const struct addr *a)
{
	const struct engine_conf *conf = &w->conf;
	unsigned int i;

	for (i = 0; i < conf->proxies_n; i++)
		if (net_contains(&conf->proxies[i], a))
			return true;
	return false;
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

/*
 * A known client's connection is marked when it begins, or with a reply.  What a
 * server says on one that is EXEMPT is asked about while its client owes, and no
 * longer, though the daemon lets it be there for longer.
 */
static bool kernel_asks(const struct world *w, struct conn *conn,
			enum engine_dir dir, const struct tcp_segment *seg)
{
	if (conn->exempt)
		return dir == FROM_SERVER &&
		       (seg->len_bytes || seg->flags & F_RST) &&
		       is_owing(w, conn->client);
	if (dir == FROM_CLIENT)
		return conn->watch || conn->known ||
		       ((seg->flags & (F_SYN | F_ACK)) == F_SYN &&
			is_known(w, conn->client)) ||
		       (!seg->win && !(seg->flags & (F_SYN | F_RST)));
	if (((seg->flags & F_SYN || seg->len_bytes) &&
	     is_known(w, conn->client)) || is_balancer(w, &conn->client))
		conn->known = true;
	return conn->watch || conn->known || !w->prefilter ||
	       seg->flags & F_RST || suspicious(seg);
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
	h->to_client = a->to_client;
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

/* Its address before masquerade: of no client of a script. */
static struct addr inner_of(const struct conn *conn)
{
	struct addr inner = conn->client;

	inner.b[0] ^= 0x80;
	return inner;
}

static uint16_t inner_port_of(const struct conn *conn)
{
	return conn->client_port ^ 1;
}

/* A client's packet went on as these bytes: masquerade is done to it. */
static void note_masqueraded(struct world *w, struct happening *h,
			     const struct action *a)
{
	uint8_t *bytes = malloc(a->len_bytes);

	assert(bytes);
	memcpy(bytes, a->bytes, a->len_bytes);
	segment_rename(bytes, a->len_bytes, &w->given_conn->client,
		       w->given_conn->client_port);
	note_packet(w, h, bytes, a->len_bytes, true);
	free(bytes);
}

static void *keep(void *ctx, const struct action *a, void *packet)
{
	const struct world *w = ctx;
	struct slot *slot = malloc(sizeof(*slot));

	assert(slot);
	slot->conn = packet;
	slot->since_ns = w->now_ns;
	slot->len_bytes = a->bytes ? a->len_bytes : w->given_len;
	slot->bytes = malloc(slot->len_bytes);
	assert(slot->bytes);
	memcpy(slot->bytes, a->bytes ? a->bytes : w->given, slot->len_bytes);
	return slot;
}

static void do_slot_end(struct world *w, struct happening *h,
			struct slot *slot)
{
	h->conn = slot->conn;
	note_packet(w, h, slot->bytes, slot->len_bytes, false);
	if (h->kind == ACTION_RELEASE && !w->slept &&
	    w->now_ns - slot->since_ns > w->conf.max_hold_ns)
		world_fail(w, "a packet was held longer than max-hold");
	slot_free(slot);
}

/*
 * The daemon tells the rules who owes, and of clients that a balancer named, whom
 * they know not.
 */
static void note_charge(struct world *w, const struct event *event)
{
	if (event->kind != EVENT_CHARGE)
		return;
	if (!addr_equal(&event->client, &event->peer))
		world_known(w, &event->client);
	if (event->debt_ns)
		world_owing(w, &event->client, w->now_ns + event->debt_ns);
}

static void did(void *ctx, const struct action *a, void *packet)
{
	struct world *w = ctx;
	struct happening *h = note(w, a);
	struct slot *slot = packet;

	switch (a->kind) {
	case ACTION_HOLD:
		note_packet(w, h, slot->bytes, slot->len_bytes, a->bytes);
		break;
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		do_slot_end(w, h, slot);
		break;
	case ACTION_REPLACE:
		if (w->masquerade && w->given_dir == FROM_CLIENT)
			note_masqueraded(w, h, a);
		else
			note_packet(w, h, a->bytes, a->len_bytes, true);
		break;
	case ACTION_INJECT:
		note_packet(w, h, a->bytes, a->len_bytes, true);
		break;
	case ACTION_EVENT:
		note_charge(w, a->event);
		break;
	default:
		if (w->given)
			note_packet(w, h, w->given, w->given_len, false);
	}
	if (!w->error[0])
		oracle_action(w, h);
	happening_trace(w, h);
}

static void wrong(void *ctx, const char *what)
{
	world_fail(ctx, "%s", what);
}

static const struct kernel_ops kernel_ops = { .did = did, .hold = keep,
					      .wrong = wrong };

struct sink world_sink(struct world *w)
{
	return kernel_sink(&w->kernel);
}

void world_before(struct world *w)
{
	w->given = NULL;
	w->given_conn = NULL;
	w->given_gated = w->given_damaged = false;
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
		if (engine_next_ns(w->engine) <= w->now_ns)
			world_fail(w, "engine_expire() left something due");
	}
	if (until_ns > w->now_ns)
		w->now_ns = until_ns;
}

/**
 * struct parts - The segments of a super-packet
 */
struct parts {
	struct world *w;
	struct conn *conn;
	bool marked;
};

static void give(struct world *w, struct conn *conn, enum engine_dir dir,
		 const uint8_t *bytes, size_t len_bytes, bool gso, bool marked);

static void give_part(void *ctx, const uint8_t *bytes, size_t len_bytes)
{
	const struct parts *parts = ctx;

	if (!parts->w->error[0])
		give(parts->w, parts->conn, FROM_SERVER, bytes, len_bytes, false,
		     parts->marked);
}

/* As the packet is before masquerade. */
static enum action_kind ask_masqueraded(struct world *w, struct conn *conn,
					struct engine_packet *packet)
{
	struct addr inner = inner_of(conn);
	uint8_t *bytes = malloc(packet->len_bytes);
	enum action_kind verdict;

	assert(bytes);
	memcpy(bytes, packet->data, packet->len_bytes);
	segment_rename(bytes, packet->len_bytes, &inner, inner_port_of(conn));
	packet->data = bytes;
	packet->client = conn->client;
	packet->client_port = conn->client_port;
	verdict = kernel_ask(&w->kernel, w->now_ns, packet, conn);
	free(bytes);
	return verdict;
}

/* One pass.  Return: the verdict */
static enum action_kind ask(struct world *w, struct conn *conn,
			    const struct engine_packet *whole)
{
	enum engine_dir dir = whole->dir;
	struct engine_packet packet = *whole;
	enum action_kind verdict;
	struct tcp_segment seg;

	if (w->snap_bytes && packet.len_bytes > w->snap_bytes)
		packet.len_bytes = w->snap_bytes;
	world_before(w);
	w->given = whole->data;
	w->given_len = whole->len_bytes;
	w->given_conn = conn;
	w->given_dir = dir;
	segment_read(whole->data, whole->len_bytes, false, &seg);
	w->given_gated = conn_gate(conn, w->now_ns) != INT64_MAX;
	w->given_damaged = w->damaged;
	if (!w->given_gated)
		conn->detached = false;
	if (dir == FROM_SERVER && seg.flags & F_ACK &&
	    conn->server_acked < (int32_t)(seg.ack - conn->dir[FROM_CLIENT].isn))
		conn->server_acked = (int32_t)(seg.ack -
					       conn->dir[FROM_CLIENT].isn);
	w->given_end = (int32_t)(seg.seq - conn->dir[dir].isn) +
		       (int64_t)seg.len_bytes + (seg.flags & F_FIN ? 1 : 0);
	if (w->masquerade && dir == FROM_CLIENT)
		verdict = ask_masqueraded(w, conn, &packet);
	else
		verdict = kernel_ask(&w->kernel, w->now_ns, &packet, conn);
	world_after(w);
	return verdict;
}

static void give(struct world *w, struct conn *conn, enum engine_dir dir,
		 const uint8_t *bytes, size_t len_bytes, bool gso, bool marked)
{
	struct engine_packet packet = {
		.data = bytes, .len_bytes = len_bytes, .dir = dir,
		.marked = marked, .gso = gso,
		.exempt = conn->exempt && !marked,
		.checksum_unready = w->partial,
	};
	struct parts parts = { w, conn, marked };
	enum action_kind verdict;

	do {
		verdict = ask(w, conn, &packet);
		if (w->error[0])
			return;
		if (verdict == ACTION_MARK_WATCH) {
			conn->watch = true;
			conn->exempt = packet.exempt = false;
			if (!is_balancer(w, &conn->client))
				world_known(w, &conn->client);
		}
		parts.marked = packet.marked;
	} while (kernel_again(&w->kernel, verdict, &packet));
	if (verdict == ACTION_MARK_EXEMPT)
		conn->exempt = true;
	if (verdict == ACTION_SPLIT && dir == FROM_SERVER)
		kernel_cut(bytes, len_bytes, conn->mss, give_part, &parts);
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
	w->given_gated = conn_gate(conn, w->now_ns) != INT64_MAX;
	oracle_deliver(w, conn, dir, &seg);
	return false;
}

void world_icmp(struct world *w, struct conn *conn, int64_t at, bool too_big)
{
	struct tcp_segment quoted = {
		.src = conn->server, .dst = conn->client,
		.sport = conn->server_port, .dport = conn->client_port,
		.seq = conn->dir[FROM_SERVER].isn + (uint32_t)at,
		.flags = F_ACK,
	};
	uint8_t bytes[256];
	struct engine_packet packet = { .data = bytes, .dir = FROM_CLIENT };

	if (w->masquerade) {
		quoted.dst = inner_of(conn);
		quoted.dport = inner_port_of(conn);
		packet.client = conn->client;
		packet.client_port = conn->client_port;
	}
	if (conn->client.family == 6)
		packet.len_bytes = icmp_build(&quoted, too_big ? 2 : 1, 0,
					      too_big ? 1280 : 0, bytes);
	else
		packet.len_bytes = icmp_build(&quoted, 3, too_big ? 4 : 1,
					      too_big ? 576 : 0, bytes);
	world_start(w);
	world_before(w);
	kernel_ask(&w->kernel, w->now_ns, &packet, conn);
	oracle_icmp(w, conn, at);
	world_after(w);
}
