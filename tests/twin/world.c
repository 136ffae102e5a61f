// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * world.c - twin worlds: time, links, the kernel's rules, one engine
 *
 * The router is a little way from the server, or on the same machine.  What
 * leaves toward the client is logged here with its nanosecond, whatever let it
 * pass: the rules, a verdict, a release, or the engine itself.
 */
#include "conf/options.h"
#include "core/trace.h"
#include "twin.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define AFTER_NS	(9 * NS_PER_S)	/* the world goes on so long */
#define EVENTS_MAX	20000

/* --- what depends on the engine's contract */

/* When is a source's bucket back at zero? */
static uint64_t zero_ns(const struct world *w, int source)
{
	struct source_info info;

	if (!engine_source_get(w->engine, &w->source[source], &info))
		return 0;
	return info.zero_ns;
}

void world_owe(struct world *w, int source, unsigned int intervals)
{
	if (!intervals || w->set.policy == POLICY_REPLY)
		return;
	engine_owe(w->engine, w->now_ns, &w->source[source],
		   w->now_ns + intervals * INTERVAL_NS);
	w->known[world_source(w, &w->source[source])] = true;
}

static void configure(struct engine_conf *conf, const struct setting *set)
{
	conf->policy = set->policy;
	conf->interval_ns = INTERVAL_NS;
	conf->server_budget = set->budget;
	conf->max_held = SLOTS;
	conf->max_flows = SLOTS;
	conf->max_sources = SLOTS;
	conf->jitter_percent = 0;
	conf->key[0] = 0x7477696e;
	conf->key[1] = 0x776f726c;
}

/* --- events */

struct event_entry {
	uint64_t at_ns, order;
	enum event_type type;
	int conn;
	uint32_t timer;
	struct bytes *bytes;
};

struct event_heap {
	struct event_entry *e;
	size_t n, room;
	uint64_t order;
};

static bool earlier(const struct event_entry *a, const struct event_entry *b)
{
	return a->at_ns < b->at_ns ||
	       (a->at_ns == b->at_ns && a->order < b->order);
}

static void push(struct world *w, struct event_entry entry)
{
	struct event_heap *h = w->heap;
	size_t i, up;

	if (h->n == h->room) {
		h->room = h->room ? h->room * 2 : 64;
		h->e = realloc(h->e, h->room * sizeof(*h->e));
	}
	entry.order = h->order++;
	for (i = h->n++; i; i = up) {
		up = (i - 1) / 2;
		if (!earlier(&entry, &h->e[up]))
			break;
		h->e[i] = h->e[up];
	}
	h->e[i] = entry;
}

static struct event_entry pop(struct world *w)
{
	struct event_heap *h = w->heap;
	struct event_entry first = h->e[0], last = h->e[--h->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n && earlier(&h->e[child + 1], &h->e[child]))
			child++;
		if (!earlier(&h->e[child], &last))
			break;
		h->e[i] = h->e[child];
		i = child;
	}
	if (h->n)
		h->e[i] = last;
	return first;
}

static struct bytes *copy_of(const uint8_t *b, size_t len)
{
	struct bytes *copy = malloc(sizeof(*copy));

	assert(len <= sizeof(copy->b));
	memcpy(copy->b, b, len);
	copy->len = len;
	return copy;
}

void world_post(struct world *w, enum event_type type, uint64_t in_ns,
		const struct bytes *b)
{
	push(w, (struct event_entry){ .at_ns = w->now_ns + in_ns, .type = type,
				      .bytes = copy_of(b->b, b->len) });
}

void world_timer(struct world *w, enum event_type type, uint64_t in_ns,
		 int conn, uint32_t timer)
{
	push(w, (struct event_entry){ .at_ns = w->now_ns + in_ns, .type = type,
				      .conn = conn, .timer = timer });
}

/* --- who is who */

int world_source(const struct world *w, const struct addr *a)
{
	int i;

	for (i = 0; i < SOURCES; i++)
		if (!memcmp(&w->source[i], a, sizeof(*a)))
			return i;
	return -1;
}

int world_conn(const struct world *w, uint16_t port)
{
	(void)w;
	return port >= CLIENT_PORT(0) && port < CLIENT_PORT(CONNS) ?
	       port - CLIENT_PORT(0) : -1;
}

bool world_holds(const struct world *w, int conn)
{
	size_t i;

	for (i = 0; i < SLOTS; i++)
		if (w->slot[i].used && w->slot[i].conn == conn)
			return true;
	return false;
}

/* --- what leaves toward the client */

static bool covers_guess(const struct world *w, int conn,
			 const struct packet *p)
{
	const struct sock *s = &w->sock[conn];

	return s->guess_said && (int32_t)(s->guess_seq - p->seq) >= 0 &&
	       (int32_t)(s->guess_seq - p->seq) < (int32_t)p->payload_bytes;
}

static void leave(struct world *w, const uint8_t *b, size_t len)
{
	struct packet p;
	struct seen *seen;

	if (w->seen_n == w->seen_room) {
		w->seen_room = w->seen_room ? w->seen_room * 2 : 32;
		w->seen = realloc(w->seen, w->seen_room * sizeof(*w->seen));
	}
	seen = &w->seen[w->seen_n++];
	seen->ns = w->now_ns;
	seen->bytes.len = len;
	memcpy(seen->bytes.b, b, len);
	if (!packet_read(b, len, &p) && world_conn(w, p.dport) >= 0 &&
	    w->guess_ns && world_conn(w, p.dport) == w->shown_conn &&
	    covers_guess(w, w->shown_conn, &p) && !w->passed_ns)
		w->passed_ns = w->now_ns;
	world_post(w, AT_CLIENT, CLIENT_LINK_NS, &seen->bytes);
}

/* --- the engine */

/**
 * struct given - The packet that the engine is asked about
 */
struct given {
	const struct bytes *b;
	int conn;
	enum engine_dir dir;
	bool exempt;
	unsigned int verdicts;
	enum action_kind verdict;
};

/* It passes, to where it was going. */
static void pass(struct world *w, enum engine_dir dir, const uint8_t *b,
		 size_t len)
{
	struct bytes copy;

	if (dir == FROM_SERVER) {
		leave(w, b, len);
		return;
	}
	memcpy(copy.b, b, len);
	copy.len = len;
	world_post(w, AT_SERVER, w->set.host ? 0 : SERVER_LINK_NS, &copy);
}

static void end_slot(struct world *w, const struct action *a)
{
	assert(a->slot < SLOTS && w->slot[a->slot].used);
	w->slot[a->slot].used = false;
	if (a->kind == ACTION_RELEASE)
		leave(w, w->slot[a->slot].b.b, w->slot[a->slot].b.len);
}

static void verdict(struct world *w, const struct action *a)
{
	struct given *g = w->given;
	const uint8_t *b = a->bytes ? a->bytes : g->b->b;
	size_t len = a->bytes ? a->len_bytes : g->b->len;

	g->verdict = a->kind;
	g->verdicts++;
	switch (a->kind) {
	case ACTION_HOLD:
		assert(a->slot < SLOTS && !w->slot[a->slot].used);
		w->slot[a->slot].used = true;
		w->slot[a->slot].conn = g->conn;
		w->slot[a->slot].b.len = len;
		memcpy(w->slot[a->slot].b.b, b, len);
		w->held++;
		break;
	case ACTION_ACCEPT:
	case ACTION_REPLACE:
	case ACTION_MARK_EXEMPT:
		pass(w, g->dir, b, len);
		break;
	default:
		break;
	}
}

static void tell_action(const struct world *w, const struct action *a)
{
	static const char *const names[ACTION_KINDS] = {
		"accept", "drop", "replace", "hold", "mark-watch",
		"mark-exempt", "split", "release", "discard", "inject", "event"
	};
	struct packet p = { .seq = 0 };

	if (a->kind == ACTION_RELEASE || a->kind == ACTION_DISCARD)
		frame_peek(&w->slot[a->slot].b, &p);
	else if (a->bytes)
		packet_read(a->bytes, a->len_bytes, &p);
	else
		frame_peek(w->given->b, &p);
	fprintf(stderr, "#     %.6f %s seq %u +%zu ack %u flags %x: %s slot %d\n",
		(double)(w->now_ns - START_NS) / NS_PER_S,
		p.sport == SERVER_PORT ? "S" : "C", p.seq & 0xfffffff,
		p.payload_bytes, p.ack & 0xfffffff, p.flags, names[a->kind],
		(int)a->slot);
}

static void tell_event(const struct world *w, const struct event *event)
{
	char line[TRACE_LINE_MAX];

	trace_line(line, w->now_ns - START_NS, event);
	fprintf(stderr, "#     %s\n", line);
}

/* When what holds the guess's answer is due, on whichever connection first. */
static void note_due(struct world *w, const struct event *event)
{
	uint64_t due_ns = w->now_ns + event->wait_ns;

	if (event->kind != EVENT_HOLD && event->kind != EVENT_RESET)
		return;
	if (w->now_ns != w->showing_ns ||
	    world_conn(w, event->client_port) != w->showing_conn)
		return;
	if (!w->due_ns || due_ns < w->due_ns)
		w->due_ns = due_ns;
}

static void emit(void *ctx, const struct action *a)
{
	struct world *w = ctx;

	if (fuzz_loud() && a->kind == ACTION_EVENT)
		tell_event(w, a->event);
	else if (fuzz_loud())
		tell_action(w, a);
	switch (a->kind) {
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		end_slot(w, a);
		break;
	case ACTION_INJECT:
		pass(w, a->to_client ? FROM_SERVER : FROM_CLIENT, a->bytes,
		     a->len_bytes);
		break;
	case ACTION_EVENT:
		note_due(w, a->event);
		break;
	default:
		verdict(w, a);
	}
}

static void ask(struct world *w, struct given *g, bool marked)
{
	struct sink sink = { .emit = emit, .ctx = w };
	struct engine_packet packet = { .data = g->b->b, .dir = g->dir,
					.marked = marked,
					.exempt = g->exempt,
					.len_bytes = g->b->len };
	uint8_t *exact = malloc(packet.len_bytes);

	memcpy(exact, g->b->b, packet.len_bytes);
	packet.data = exact;
	g->verdicts = 0;
	w->given = g;
	engine_packet(w->engine, w->now_ns, &packet, &sink);
	w->given = NULL;
	assert(g->verdicts == 1);
	free(exact);
}

/* --- the rules: see tests/fuzz/kernel.c */

static bool has(const uint8_t *b, size_t n, const char *text)
{
	return memmem(b, n, text, strlen(text)) != NULL;
}

static bool is_suspicious(const struct packet *p)
{
	const uint8_t *b = p->payload;
	size_t n = p->payload_bytes;

	if (!n)
		return false;
	return (b[0] != '2' && b[0] != '3') || n < 2 || b[n - 1] != '\n' ||
	       b[n - 2] != '\r' || has(b, n > 3 ? 3 : n, "235") ||
	       has(b, n > 3 ? 3 : n, "334") || has(b, n, "\n5") ||
	       has(b, n, "\n235") || has(b, n, "AUTH");
}

static bool begins_error(const struct packet *p)
{
	return p->payload_bytes && (p->payload[0] == '5' ||
				    has(p->payload, p->payload_bytes, "\n5"));
}

/* What conntrack takes for invalid, such as a wrong checksum, has no mark to set. */
static bool is_valid(const struct given *g, const struct packet *p)
{
	struct packet read;

	return !packet_read(g->b->b, g->b->len, &read) &&
	       (!(p->flags & SYN) || !(p->flags & (RST | FIN)));
}

/* With a new connection conntrack's entry is new, and nothing of it was shown. */
static void forget_conn(struct world *w, int conn)
{
	w->mark[conn] = MARK_NONE;
	w->known_begun[conn] = false;
	w->shown[conn] = w->client_shown[conn] = false;
	w->server_from[conn] = 0;
}

/* It begins with a SYN to a server that has none. */
static void begin_anew(struct world *w, const struct given *g,
		       const struct packet *p)
{
	if ((p->flags & (SYN | ACK)) != SYN || !is_valid(g, p) ||
	    w->sock[g->conn].open || world_holds(w, g->conn))
		return;
	forget_conn(w, g->conn);
}

/*
 * So it is where the SYN came right behind a RST, which the server did not have yet:
 * conntrack had.
 */
static void opens_anew(struct world *w, const struct given *g,
		       const struct packet *p)
{
	bool known = w->mark[g->conn] == MARK_KNOWN;

	if (!(p->flags & SYN) || p->seq == w->syn_seq[g->conn])
		return;
	w->syn_seq[g->conn] = p->seq;
	forget_conn(w, g->conn);
	w->known_begun[g->conn] = known && w->known[world_source(w, &p->dst)];
}

static bool is_queued(struct world *w, const struct given *g,
		      const struct packet *p, int source)
{
	enum mark *m = &w->mark[g->conn];

	if (*m == MARK_EXEMPT)
		return false;
	if (g->dir == FROM_CLIENT) {
		/* The first of a connection, of a known source. */
		if (*m == MARK_NONE && w->known[source] && is_valid(g, p) &&
		    (p->flags & (SYN | ACK)) == SYN &&
		    !w->sock[g->conn].open)
			*m = MARK_KNOWN;
		/* Or one that has no room for an answer, or belongs to none. */
		return *m != MARK_NONE ||
		       (!p->window && !(p->flags & (SYN | RST))) ||
		       (w->known[source] && !is_valid(g, p));
	}
	if (*m == MARK_NONE && w->known[source] &&
	    (p->flags & SYN || p->payload_bytes))
		*m = MARK_KNOWN;
	if (*m < MARK_WATCH && begins_error(p))
		*m = MARK_WATCH;
	return *m != MARK_NONE || !w->set.prefilter || p->flags & RST ||
	       is_suspicious(p);
}

static void note_bucket(struct world *w)
{
	uint64_t zero;
	struct bucket *last;

	if (!w->guess_ns)
		return;
	zero = zero_ns(w, w->guesser);
	last = w->bucket_n ? &w->bucket[w->bucket_n - 1] : NULL;
	if (last && last->zero_ns == zero)
		return;
	if (w->bucket_n == w->bucket_room) {
		w->bucket_room = w->bucket_room ? w->bucket_room * 2 : 16;
		w->bucket = realloc(w->bucket, w->bucket_room * sizeof(*last));
	}
	w->bucket[w->bucket_n++] = (struct bucket){ w->now_ns, zero };
}

static bool is_taken(const struct world *w, int conn, const struct packet *p)
{
	uint32_t at = w->sock[conn].guess_seq - p->seq;

	return has(p->payload + at, p->payload_bytes - at < 3 ? 0 : 3, "250");
}

/*
 * The first that is shown of a connection that began unseen, or what was before it passed
 * unseen: the engine can't know what it answers, and a 250 may be that of a message.
 */
static bool is_unplaced(const struct world *w, int conn, const struct packet *p)
{
	bool gap = (int32_t)(p->seq - w->server_from[conn]) > 0;

	return !w->client_shown[conn] ||
	       (int32_t)(p->ack - w->client_from[conn]) <= 0 ||
	       (gap && is_taken(w, conn, p));
}

static void note_shown(struct world *w, int conn, const struct packet *p)
{
	uint32_t end = p->seq + (uint32_t)p->payload_bytes + !!(p->flags & SYN);

	if (!w->shown[conn] || (int32_t)(end - w->server_from[conn]) > 0)
		w->server_from[conn] = end;
	w->shown[conn] = true;
}

static void note_guess(struct world *w, const struct given *g,
		       const struct packet *p)
{
	const struct sock *s = &w->sock[g->conn];

	if (g->dir != FROM_SERVER)
		return;
	if (covers_guess(w, g->conn, p) && is_unplaced(w, g->conn, p) &&
	    !w->unplaced_ns)
		w->unplaced_ns = w->now_ns;
	if (world_source(w, &p->dst) != w->guesser)
		return;
	if (covers_guess(w, g->conn, p)) {
		w->showing_ns = w->now_ns;
		w->showing_conn = g->conn;
	}
	w->lost |= p->flags & RST && s->app.answered &&
		   !covers_guess(w, g->conn, p);
	if (w->guess_ns)
		return;
	/* Or it reset the connection in place of what it would have said. */
	if (!covers_guess(w, g->conn, p) &&
	    !(p->flags & RST && s->app.answered))
		return;
	w->guess_ns = w->now_ns;
	w->shown_conn = w->showing_conn = g->conn;
	w->showing_ns = w->now_ns;
	note_bucket(w);
}

/* An error belongs to the connection that it quotes: that is KNOWN from then on. */
static void rules_icmp(struct world *w, struct given *g, const struct too_big *t)
{
	int conn = world_conn(w, t->dport), source = world_source(w, &t->dst);
	bool tracked = conn >= 0 && source >= 0 && w->client.conn[conn].used &&
		       w->client.conn[conn].source == source;

	if (tracked && w->mark[conn] == MARK_NONE)
		w->mark[conn] = MARK_KNOWN;
	g->exempt = tracked && w->mark[conn] == MARK_EXEMPT;
	ask(w, g, false);
}

static void rules(struct world *w, const struct bytes *b, enum engine_dir dir)
{
	struct given g = { .b = b, .dir = dir };
	struct packet p;
	struct too_big t;
	int source;

	if (dir == FROM_CLIENT && frame_read_icmp(b, &t)) {
		rules_icmp(w, &g, &t);
		return;
	}
	if (!frame_peek(b, &p)) {
		pass(w, dir, b->b, b->len);
		return;
	}
	g.conn = world_conn(w, dir == FROM_SERVER ? p.dport : p.sport);
	source = world_source(w, dir == FROM_SERVER ? &p.dst : &p.src);
	if (g.conn < 0 || source < 0) {
		pass(w, dir, b->b, b->len);
		return;
	}
	if (dir == FROM_CLIENT)
		begin_anew(w, &g, &p);
	else
		opens_anew(w, &g, &p);
	note_guess(w, &g, &p);
	if (!is_queued(w, &g, &p, source)) {
		pass(w, dir, b->b, b->len);
		return;
	}
	/* A bare ACK begins nothing. */
	if (dir == FROM_SERVER && (p.payload_bytes || p.flags & (SYN | RST)))
		note_shown(w, g.conn, &p);
	if (!w->client_shown[g.conn] && dir == FROM_CLIENT &&
	    w->shown[g.conn] && (w->mark[g.conn] != MARK_NONE || p.window) &&
	    (p.flags & (SYN | RST | ACK)) == ACK && is_valid(&g, &p)) {
		w->client_shown[g.conn] = true;
		w->client_from[g.conn] = p.seq;
		if ((int32_t)(w->sock[g.conn].rcv_nxt - p.seq) > 0)
			w->client_from[g.conn] = w->sock[g.conn].rcv_nxt;
	}
	ask(w, &g, false);
	if (g.verdict == ACTION_MARK_WATCH) {
		w->mark[g.conn] = MARK_WATCH;
		w->known[source] = true;
		ask(w, &g, true);
	}
	if (g.verdict == ACTION_MARK_EXEMPT)
		w->mark[g.conn] = MARK_EXEMPT;
}

/* --- the loop */

static void at_server(struct world *w, const struct bytes *b)
{
	struct too_big t;

	if (frame_read_icmp(b, &t))
		tcp_icmp(w, b);
	else
		tcp_arrives(w, b);
}

static void happen(struct world *w, const struct event_entry *e)
{
	struct sock *s = &w->sock[e->conn];

	switch (e->type) {
	case AT_ROUTER_FROM_SERVER:
		rules(w, e->bytes, FROM_SERVER);
		break;
	case AT_ROUTER_FROM_CLIENT:
		rules(w, e->bytes, FROM_CLIENT);
		break;
	case AT_SERVER:
		at_server(w, e->bytes);
		break;
	case AT_CLIENT:
		client_arrives(w, e->bytes);
		break;
	case SERVER_RTO:
		if (e->timer == s->timer)
			tcp_rto(w, s);
		break;
	case SERVER_ACK:
		if (e->timer == s->ack_timer)
			tcp_delayed_ack(w, s);
		break;
	case SERVER_APP:
		if (e->timer == s->app_timer && s->open)
			mta_run(w, s);
		break;
	case CLIENT_RTO:
		if (e->timer == w->client.conn[e->conn].timer)
			client_rto(w, &w->client.conn[e->conn]);
		break;
	case CLIENT_STEP:
		client_step(w);
		break;
	case PING:
		tcp_ping(w, &w->source[e->conn], 1400);
		break;
	}
}

void world_run(struct world *w)
{
	struct sink sink = { .emit = emit, .ctx = w };
	struct event_entry e;
	unsigned int n;
	uint64_t next_ns;

	client_begin(w);
	for (n = 0; n < EVENTS_MAX; n++) {
		next_ns = engine_next_ns(w->engine);
		if (w->heap->n && w->heap->e[0].at_ns < next_ns)
			next_ns = w->heap->e[0].at_ns;
		if (w->client.done && w->end_ns == 0)
			w->end_ns = w->now_ns + AFTER_NS;
		if (next_ns == ENGINE_NEVER ||
		    (w->end_ns && next_ns > w->end_ns))
			break;
		if (next_ns > w->now_ns)
			w->now_ns = next_ns;
		if (engine_next_ns(w->engine) <= w->now_ns) {
			engine_expire(w->engine, w->now_ns, &sink);
		} else {
			e = pop(w);
			happen(w, &e);
			free(e.bytes);
		}
		note_bucket(w);
	}
	w->end_ns = w->now_ns;
}

/* --- begin and end */

static void give_addresses(struct world *w)
{
	static const uint8_t ip4[SOURCES][4] = {
		{ 192, 0, 2, 10 }, { 192, 0, 2, 10 }, { 192, 0, 2, 11 },
		{ 198, 51, 100, 7 },
	};
	int i;

	w->server.family = w->set.family;
	w->server.b[0] = w->set.family == 6 ? 0x20 : 203;
	w->server.b[1] = w->set.family == 6 ? 0x01 : 0;
	w->server.b[2] = w->set.family == 6 ? 0x0d : 113;
	w->server.b[3] = w->set.family == 6 ? 0xb8 : 25;
	for (i = 0; i < SOURCES; i++) {
		w->source[i].family = w->set.family;
		memcpy(w->source[i].b, ip4[i], 4);
		w->pmtu[i] = MTU;
		if (w->set.family == 6) {
			w->source[i].b[0] = 0x20;
			w->source[i].b[1] = 1;
			w->source[i].b[6] = ip4[i][2];
			w->source[i].b[7] = ip4[i][3];
			w->source[i].b[15] = 1;
		}
	}
}

struct world *world_new(const struct setting *set, bool valid, enum mood mood,
			const struct input *in)
{
	static struct settings settings;
	struct world *w = calloc(1, sizeof(*w));

	w->set = *set;
	w->valid = valid;
	w->mood = mood;
	w->guesser = w->guess_conn = -1;
	w->now_ns = START_NS;
	w->client.in = *in;
	w->heap = calloc(1, sizeof(*w->heap));
	give_addresses(w);
	options_defaults(&settings);
	configure(&settings.engine, set);
	w->engine = engine_new(&settings.engine, w->now_ns);
	assert(w->engine && engine_slots(w->engine) <= SLOTS);
	world_owe(w, 0, set->owed);
	return w;
}

void world_free(struct world *w)
{
	size_t i;

	for (i = 0; i < w->heap->n; i++)
		free(w->heap->e[i].bytes);
	for (i = 0; i < CONNS; i++)
		free(w->client.conn[i].buf);
	free(w->heap->e);
	free(w->heap);
	free(w->seen);
	free(w->bucket);
	engine_free(w->engine);
	free(w);
}
