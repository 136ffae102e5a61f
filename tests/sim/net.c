// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * net.c - simulation: time, the link, and the kernel
 *
 * Owns the events, the connections and the held packets.  Stands for what the
 * rules do: marks of connections, the known set, the prefilter.  The router is
 * beside the server, so a packet is under way between router and client only.
 * Every packet that the rules would queue is given to the engine as bytes, and
 * what the engine says is done; nothing else decides.
 */
#include "conf/options.h"
#include "sim.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SERVER_PORT	25

struct world *world;

/* --- events */

enum kind { TO_CLIENT, TO_ROUTER, TO_SERVER, TCP_TIMER, APP_TIMER, CALL };

struct event_entry {
	uint64_t at_ns, order, id;
	struct conn *conn;
	union {
		struct packet *packet;
		void (*call)(void *with);
	} u;
	void *with;
	uint32_t timer;
	enum kind kind;
	enum side side;
};

struct event_heap {
	struct event_entry *e;
	size_t n, room;
	uint64_t order;
};

static bool before(const struct event_entry *a, const struct event_entry *b)
{
	return a->at_ns < b->at_ns ||
	       (a->at_ns == b->at_ns && a->order < b->order);
}

static void *grow(void *p, size_t bytes)
{
	p = realloc(p, bytes);
	if (!p)
		abort();
	return p;
}

static void *zeroed(size_t n, size_t bytes)
{
	void *p = calloc(n, bytes);

	if (!p)
		abort();
	return p;
}

static void push(struct event_entry entry)
{
	struct event_heap *h = world->heap;
	size_t i, up;

	if (h->n == h->room) {
		h->room = h->room ? h->room * 2 : 1024;
		h->e = grow(h->e, h->room * sizeof(*h->e));
	}
	entry.order = h->order++;
	for (i = h->n++; i; i = up) {
		up = (i - 1) / 2;
		if (!before(&entry, &h->e[up]))
			break;
		h->e[i] = h->e[up];
	}
	h->e[i] = entry;
}

static struct event_entry pop(void)
{
	struct event_heap *h = world->heap;
	struct event_entry first = h->e[0], last = h->e[--h->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n && before(&h->e[child + 1], &h->e[child]))
			child++;
		if (!before(&h->e[child], &last))
			break;
		h->e[i] = h->e[child];
		i = child;
	}
	if (h->n)
		h->e[i] = last;
	return first;
}

static void post(struct conn *c, enum kind kind, uint64_t in_ns,
		 struct packet *p)
{
	struct event_entry entry = { .at_ns = world->now_ns + in_ns,
				     .id = c->id, .conn = c, .kind = kind };

	entry.u.packet = p;
	push(entry);
}

void net_timer(struct conn *c, enum side side, uint64_t ns)
{
	struct event_entry entry = { .at_ns = world->now_ns + ns, .id = c->id,
				     .conn = c, .kind = TCP_TIMER,
				     .side = side,
				     .timer = ++c->end[side].timer };

	push(entry);
}

void conn_timer(struct conn *c, uint64_t ns)
{
	struct event_entry entry = { .at_ns = world->now_ns + ns, .id = c->id,
				     .conn = c, .kind = APP_TIMER,
				     .timer = ++c->app_timer };

	push(entry);
}

void world_after(uint64_t ns, void (*what)(void *with), void *with)
{
	struct event_entry entry = { .at_ns = world->now_ns + ns, .kind = CALL,
				     .with = with };

	entry.u.call = what;
	push(entry);
}

uint32_t chance(uint32_t bound)
{
	world->random ^= world->random >> 12;
	world->random ^= world->random << 25;
	world->random ^= world->random >> 27;
	return (uint32_t)((world->random * 0x2545f4914f6cdd1dull >> 33) % bound);
}

/* --- sources and connections */

/* Where a source's network is in its address: 10.N.N.0/24, 2001:d00:N::/48. */
static uint8_t *network_in(struct addr *a)
{
	return a->b + (a->family == 6 ? 4 : 1);
}

static uint8_t *host_in(struct addr *a)
{
	return a->b + (a->family == 6 ? 7 : 3);
}

static struct source *source_add(uint8_t family, uint32_t network,
				 uint8_t host)
{
	struct source *s = zeroed(1, sizeof(*s));
	uint32_t n = ++world->sources_n;

	assert(network <= UINT16_MAX);
	if (n > world->sources_room) {
		world->sources_room = n * 2;
		world->source = grow(world->source, world->sources_room *
				     sizeof(*world->source));
	}
	world->source[n - 1] = s;
	s->address.family = family;
	s->address.b[0] = family == 6 ? 0x20 : 10;
	if (family == 6) {
		s->address.b[1] = 0x01;
		s->address.b[2] = 0x0d;
		s->address.b[15] = 1;
	}
	network_in(&s->address)[0] = (uint8_t)(network >> 8);
	network_in(&s->address)[1] = (uint8_t)network;
	*host_in(&s->address) = host;
	s->next_port = 1024;
	s->neighbour = world->network[network];
	world->network[network] = s;
	return s;
}

struct source *source_new(uint8_t family)
{
	return source_add(family, ++world->networks_n, 1);
}

struct source *source_beside(struct source *s)
{
	const uint8_t *at = network_in(&s->address);
	uint32_t network = (uint32_t)at[0] << 8 | at[1];
	uint8_t host = *host_in(&world->network[network]->address);

	assert(host < UINT8_MAX);
	return source_add(s->address.family, network, (uint8_t)(host + 1));
}

bool source_known(const struct source *s, struct source_info *info)
{
	return engine_source_get(world->engine, &s->address, info);
}

/* Connections stay allocated until the world ends; ids tell them apart. */
static struct conn *conn_take(void)
{
	struct world *w = world;

	if (w->conn_free_n)
		return w->conn[w->conn_free[--w->conn_free_n]];
	if (w->conns == w->conns_room) {
		w->conns_room = w->conns_room ? w->conns_room * 2 : 256;
		w->conn = grow(w->conn, w->conns_room * sizeof(*w->conn));
		w->conn_free = grow(w->conn_free, w->conns_room *
				    sizeof(*w->conn_free));
	}
	w->conn[w->conns] = zeroed(1, sizeof(struct conn));
	w->conn[w->conns]->index = w->conns;
	return w->conn[w->conns++];
}

static void conn_give(struct conn *c)
{
	c->id = 0;
	world->conn_free[world->conn_free_n++] = c->index;
}

struct conn *conn_open(struct source *source, struct server *server,
		       const struct client *client, void *work, uint16_t mss,
		       uint32_t win)
{
	struct conn *c = conn_take();
	uint8_t *buffer[2] = { c->end[0].buffer, c->end[1].buffer };
	uint32_t room[2] = { c->end[0].room_bytes, c->end[1].room_bytes };
	uint32_t index = c->index;
	unsigned int i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < 2; i++) {
		c->end[i].buffer = buffer[i];
		c->end[i].room_bytes = room[i];
		c->end[i].mss = mss ? mss : SEGMENT_MAX;
		c->end[i].win = 65535;
	}
	if (win)
		c->end[CLIENT].win = win;
	c->index = index;
	c->id = ++world->next_id;
	c->source = source;
	c->server = server;
	c->client = client;
	c->work = work;
	c->address = source->address;
	c->port = source->next_port++;
	if (source->next_port < 1024)
		source->next_port = 1024;
	for (i = 8; source->hops && source->address.family == 6 && i < 16; i++)
		c->address.b[i] = (uint8_t)chance(256);
	tcp_connect(c);
	return c;
}

/* --- packets */

/**
 * struct slot - A held packet
 */
struct slot {
	struct conn *conn;
	uint64_t id;
	struct packet *packet;
};

static uint8_t wire[PACKET_BYTES_MAX];

static size_t to_bytes(const struct conn *c, enum side side,
		       const struct packet *p)
{
	if (side == SERVER)
		return packet_write(p, &c->server->address, SERVER_PORT,
				    &c->address, c->port, wire);
	return packet_write(p, &c->address, c->port, &c->server->address,
			    SERVER_PORT, wire);
}

/* --- the engine */

/**
 * struct given - The packet that the engine is asked about
 * @p:		It, or what it was replaced with; NULL when gone
 */
struct given {
	struct conn *conn;
	enum side side;
	struct packet *p;
};

static struct source *source_of(const struct event *event)
{
	struct addr client = event->client;
	const uint8_t *at = network_in(&client);
	struct source *s = world->network[(uint32_t)at[0] << 8 | at[1]];

	while (s && *host_in(&s->address) != *host_in(&client))
		s = s->neighbour;
	assert(s);
	return s;
}

/* No debt without a cause: errors, an interval each. */
static void check_debt(struct source *s, uint64_t debt_ns)
{
	uint64_t most_ns = s->charged * world->interval_ns + NS_PER_MS;

	if (debt_ns > s->debt_max_ns)
		s->debt_max_ns = debt_ns;
	if (debt_ns > most_ns && debt_ns - most_ns > s->debt_beyond_ns)
		s->debt_beyond_ns = debt_ns - most_ns;
}

static void on_event(const struct event *event)
{
	struct source *s = source_of(event);

	s->charged += event->kind == EVENT_CHARGE;
	s->overdrawn += event->kind == EVENT_OVERDRAWN &&
			event->reason != REASON_NETWORK;
	s->early += event->kind == EVENT_EARLY;
	s->detached += event->kind == EVENT_DETACH;
	if (event->kind == EVENT_HOLD)
		check_debt(s, event->debt_ns);
}

static bool is_between(const struct conn *c, const struct packet_ends *ends)
{
	return c->port == ends->src_port &&
	       !memcmp(&c->address, &ends->src, sizeof(ends->src)) &&
	       !memcmp(&c->server->address, &ends->dst, sizeof(ends->dst));
}

static void swap_ends(struct packet_ends *ends)
{
	struct packet_ends was = *ends;

	*ends = (struct packet_ends){ was.dst, was.src, was.dst_port,
				      was.src_port };
}

static void on_slot_end(const struct action *action, struct slot *slot)
{
	if (action->kind == ACTION_RELEASE && slot->conn->id == slot->id)
		post(slot->conn, TO_CLIENT, LINK_NS, slot->packet);
	else
		free(slot->packet);
	free(slot);
}

static void replace(struct given *given, const struct action *action)
{
	if (!action->bytes)
		return;
	free(given->p);
	given->p = packet_read(action->bytes, action->len_bytes, NULL);
}

static void *hold(void *ctx, const struct action *action, void *packet)
{
	struct given *given = packet;
	struct slot *slot = zeroed(1, sizeof(*slot));

	(void)ctx;
	replace(given, action);
	slot->conn = given->conn;
	slot->id = given->conn->id;
	slot->packet = given->p;
	given->p = NULL;
	return slot;
}

/*
 * Whose packet the engine made: mostly of the connection at hand, but a server
 * may be freed of any other.
 */
static struct conn *conn_of(const struct given *given,
			    const struct packet_ends *ends)
{
	uint32_t i;

	if (given && is_between(given->conn, ends))
		return given->conn;
	for (i = 0; i < world->conns; i++)
		if (world->conn[i]->id && is_between(world->conn[i], ends))
			return world->conn[i];
	return NULL;
}

/* The router is beside the server, and far from the client. */
static void on_inject(const struct given *given, const struct action *action)
{
	struct packet_ends ends;
	struct packet *p = packet_read(action->bytes, action->len_bytes, &ends);
	struct conn *c;

	if (action->to_client)
		swap_ends(&ends);
	c = conn_of(given, &ends);
	if (!c)
		free(p);	/* neither end has a socket any more */
	else if (action->to_client)
		post(c, TO_CLIENT, LINK_NS, p);
	else
		post(c, TO_SERVER, 0, p);
}

static void on_action(void *ctx, const struct action *action, void *packet)
{
	const struct given *given = world->kernel.given;

	(void)ctx;
	switch (action->kind) {
	case ACTION_RELEASE:
	case ACTION_DISCARD:
		on_slot_end(action, packet);
		break;
	case ACTION_INJECT:
		on_inject(given, action);
		break;
	case ACTION_EVENT:
		on_event(action->event);
		break;
	case ACTION_REPLACE:
		replace(packet, action);
		break;
	default:
		break;
	}
}

static void on_wrong(void *ctx, const char *what)
{
	(void)ctx;
	fprintf(stderr, "%s\n", what);
	abort();
}

static const struct kernel_ops kernel_ops = { .did = on_action, .hold = hold,
					      .wrong = on_wrong };

static enum action_kind ask(struct given *given, struct engine_packet *packet)
{
	packet->data = wire;
	packet->len_bytes = to_bytes(given->conn, given->side, given->p);
	world->packets++;
	return kernel_ask(&world->kernel, world->now_ns, packet, given);
}

static bool starts_with(const uint8_t *b, size_t n, const char *text)
{
	return n >= strlen(text) && !memcmp(b, text, strlen(text));
}

/* What the kernel's prefilter queues of a flow without a mark. */
static bool suspicious(const struct packet *p)
{
	const uint8_t *b = p->payload;
	uint32_t n = p->len_bytes, i;

	if (!n)
		return false;
	if ((b[0] != '2' && b[0] != '3') || starts_with(b, n, "235") ||
	    starts_with(b, n, "334") || memmem(b, n, "AUTH", 4))
		return true;
	if (n < 2 || b[n - 2] != '\r' || b[n - 1] != '\n')
		return true;
	for (i = 0; i + 1 < n; i++)
		if (b[i] == '\n' && (b[i + 1] == '5' ||
				     starts_with(b + i + 1, n - i - 1, "235")))
			return true;
	return false;
}

static bool begins_error(const struct packet *p)
{
	return (p->len_bytes && p->payload[0] == '5') ||
	       memmem(p->payload, p->len_bytes, "\n5", 2);
}

/* A known client's connection is marked when it begins, or with a reply. */
static bool is_queued(struct conn *c, enum side side, const struct packet *p)
{
	if (c->exempt)
		return side == SERVER && (p->len_bytes || p->flags & RST) &&
		       c->source->known_ns > world->now_ns;
	if (side == CLIENT)
		return c->watch || c->known;
	if ((p->flags & SYN || p->len_bytes) &&
	    c->source->known_ns > world->now_ns)
		c->known = true;
	return c->watch || c->known || suspicious(p);
}

/* One more than a source may have at once. */
static void refuse(struct conn *c, struct packet *syn)
{
	syn->ack = syn->seq + 1;
	syn->seq = 0;
	syn->flags = RST | ACK;
	post(c, TO_CLIENT, LINK_NS, syn);
}

/* The rules.  Return: what passes; NULL for nothing */
static struct packet *rules(struct conn *c, enum side side, struct packet *p)
{
	struct given given = { .conn = c, .side = side, .p = p };
	struct engine_packet packet = {
		.dir = side == SERVER ? FROM_SERVER : FROM_CLIENT,
		.exempt = c->exempt,
	};
	enum action_kind verdict;

	if (side == CLIENT && p->flags & SYN &&
	    c->source->open_now >= CONNECTIONS_MAX) {
		refuse(c, p);
		return NULL;
	}
	if (!is_queued(c, side, p))
		return p;
	/* What will most likely be held is watched at once. */
	c->watch |= side == SERVER && begins_error(p);
	do {
		verdict = ask(&given, &packet);
		if (verdict != ACTION_MARK_WATCH)
			continue;
		c->watch = true;
		c->exempt = packet.exempt = false;
		c->source->known_ns = world->now_ns + KNOWN_NS;
	} while (kernel_again(&world->kernel, verdict, &packet));
	if (verdict == ACTION_MARK_EXEMPT)
		c->exempt = true;
	if (verdict == ACTION_DROP) {
		free(given.p);
		return NULL;
	}
	return given.p;
}

void net_send(struct conn *c, enum side side, struct packet *p)
{
	if (side == CLIENT) {
		post(c, TO_ROUTER, LINK_NS, p);
		return;
	}
	p = rules(c, SERVER, p);
	if (p)
		post(c, TO_CLIENT, LINK_NS, p);
}

/* --- the loop */

static bool has_packet(const struct event_entry *e)
{
	return e->kind == TO_CLIENT || e->kind == TO_ROUTER ||
	       e->kind == TO_SERVER;
}

static void happen(struct event_entry *e)
{
	struct conn *c = e->conn;

	if (e->kind == TO_ROUTER)
		e->u.packet = rules(c, CLIENT, e->u.packet);
	if ((e->kind == TO_SERVER || e->kind == TO_ROUTER) && e->u.packet)
		tcp_input(c, SERVER, e->u.packet);
	else if (e->kind == TO_CLIENT)
		tcp_input(c, CLIENT, e->u.packet);
	else if (e->kind == TCP_TIMER && e->timer == c->end[e->side].timer)
		tcp_timer(c, e->side);
	else if (e->kind == APP_TIMER && e->timer == c->app_timer &&
		 c->end[CLIENT].open)
		c->client->timer(c);
}

static void deliver(struct event_entry *e)
{
	struct conn *c = e->conn;

	if (e->kind == CALL) {
		e->u.call(e->with);
		return;
	}
	if (c->id == e->id)
		happen(e);
	if (has_packet(e))
		free(e->u.packet);
	if (c->id == e->id && !c->end[SERVER].open && !c->end[CLIENT].open)
		conn_give(c);
}

void world_run(uint64_t seconds)
{
	struct world *w = world;
	struct sink sink = kernel_sink(&w->kernel);
	struct event_entry entry;
	uint64_t next_ns;

	w->end_ns = w->now_ns + seconds * NS_PER_S;
	for (;;) {
		next_ns = engine_next_ns(w->engine);
		if (w->heap->n && w->heap->e[0].at_ns < next_ns)
			next_ns = w->heap->e[0].at_ns;
		if (next_ns > w->end_ns)
			break;
		if (next_ns > w->now_ns)
			w->now_ns = next_ns;
		if (engine_next_ns(w->engine) <= w->now_ns) {
			engine_expire(w->engine, w->now_ns, &sink);
			continue;
		}
		entry = pop();
		deliver(&entry);
	}
	w->now_ns = w->end_ns;
}

/* SEED=N for other chances; without it, each run is like the last. */
static uint64_t seed(void)
{
	const char *text = getenv("SEED");

	return 0x9e3779b97f4a7c15ull + (text ? strtoull(text, NULL, 10) : 0);
}

struct world *world_new(const char *const *options)
{
	static struct settings settings;
	char error[OPTIONS_ERROR_MAX];
	struct world *w = zeroed(1, sizeof(*w));

	options_defaults(&settings);
	settings.engine.policy = POLICY_SOURCE;
	settings.engine.max_held = 60000;
	settings.engine.max_flows = 60000;
	settings.engine.max_sources = 20000;
	settings.engine.interval_ns = 2 * NS_PER_S;
	settings.engine.key[0] = 0x736d7470;
	settings.engine.key[1] = 0x74617270;
	for (; options && options[0]; options += 2)
		if (!options_set(&settings, OPTIONS_ALL, options[0], options[1],
				 error)) {
			fprintf(stderr, "%s\n", error);
			abort();
		}
	w->now_ns = START_NS;
	w->random = seed();
	w->interval_ns = settings.engine.interval_ns;
	w->heap = zeroed(1, sizeof(*w->heap));
	w->network = zeroed(UINT16_MAX + 1, sizeof(*w->network));
	w->engine = engine_new(&settings.engine, w->now_ns);
	assert(w->engine);
	kernel_init(&w->kernel, w->engine, &kernel_ops, w);
	world = w;
	return w;
}

static void free_slot(void *packet)
{
	struct slot *slot = packet;

	free(slot->packet);
	free(slot);
}

static void free_events(struct event_heap *h)
{
	size_t i;

	for (i = 0; i < h->n; i++)
		if (has_packet(&h->e[i]))
			free(h->e[i].u.packet);
	free(h->e);
	free(h);
}

void world_free(struct world *w)
{
	uint32_t i;

	kernel_fini(&w->kernel, free_slot);
	for (i = 0; i < w->conns; i++) {
		free(w->conn[i]->end[SERVER].buffer);
		free(w->conn[i]->end[CLIENT].buffer);
		free(w->conn[i]);
	}
	for (i = 0; i < w->sources_n; i++)
		free(w->source[i]);
	free(w->source);
	free(w->network);
	free_events(w->heap);
	engine_free(w->engine);
	free(w->conn);
	free(w->conn_free);
	free(w);
}
