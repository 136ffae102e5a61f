// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flow.c - the table of connections
 *
 * Bounded, keyed by a secret hash.  A flow with held bytes is on the list
 * 'held' and is never forgotten; all others are on 'idle', oldest first, and
 * the first of them makes room for a new one.  Flows are referred to by index;
 * a pointer is good until the next flow_add() or flow_remove().
 */
#include "addr.h"
#include "core.h"
#include "siphash.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

bool flow_tables_init(struct engine *e)
{
	uint32_t buckets = 64;

	e->flow_max = e->conf.max_flows + e->conf.max_held;
	while (buckets < e->flow_max)
		buckets *= 2;
	e->flow_mask = buckets - 1;
	e->flow_free = NONE;
	e->held = e->idle = (struct flow_list){ NONE, NONE };
	e->flows = calloc(e->flow_max, sizeof(*e->flows));
	e->flow_buckets = calloc(buckets, sizeof(*e->flow_buckets));
	if (e->conf.tls_sizes != TLS_SIZES_OFF)
		e->told = calloc(e->flow_max, sizeof(*e->told));
	return e->flows && e->flow_buckets &&
	       (e->told || e->conf.tls_sizes == TLS_SIZES_OFF);
}

void flow_tables_fini(struct engine *e)
{
	free(e->flows);
	free(e->flow_buckets);
	free(e->told);
}

struct addr flow_client(const struct flow *f)
{
	struct addr a = { .family = f->client_family };

	memcpy(a.b, f->client, 16);
	return a;
}

struct addr flow_peer(const struct flow *f)
{
	struct addr a = { .family = f->key.family };

	memcpy(a.b, f->key.client, 16);
	return a;
}

struct addr flow_server(const struct flow *f)
{
	struct addr a = { .family = f->key.family };

	memcpy(a.b, f->key.server, 16);
	return a;
}

/* Who is who in a segment. */
struct ends {
	const struct addr *client, *server;
	uint16_t client_port, server_port;
};

static struct ends ends_of(const struct segment *seg, enum engine_dir dir)
{
	if (dir == FROM_SERVER)
		return (struct ends){ &seg->dst, &seg->src,
				      seg->dst_port, seg->src_port };
	return (struct ends){ &seg->src, &seg->dst,
			      seg->src_port, seg->dst_port };
}

static struct flow_key key_of(const struct ends *ends)
{
	struct flow_key key;

	memset(&key, 0, sizeof(key));
	memcpy(key.client, ends->client->b, 16);
	memcpy(key.server, ends->server->b, 16);
	key.client_port = ends->client_port;
	key.server_port = ends->server_port;
	key.family = ends->client->family;
	return key;
}

static uint32_t *bucket_of(const struct engine *e, const struct flow_key *key)
{
	uint64_t hash = siphash24(e->conf.key, key, sizeof(*key));

	return &e->flow_buckets[(uint32_t)hash & e->flow_mask];
}

static struct flow *find(const struct engine *e, const struct flow_key *key)
{
	uint32_t i = *bucket_of(e, key);

	/* Buckets hold an index plus one: zeroed memory is an empty table. */
	for (; i; i = e->flows[i - 1].hash_next)
		if (!memcmp(&e->flows[i - 1].key, key, sizeof(*key)))
			return &e->flows[i - 1];
	return NULL;
}

static bool has_ends(const struct flow *f, const struct ends *ends)
{
	return f->key.client_port == ends->client_port &&
	       f->key.server_port == ends->server_port &&
	       f->key.family == ends->client->family &&
	       !memcmp(f->key.client, ends->client->b, 16) &&
	       !memcmp(f->key.server, ends->server->b, 16);
}

/* Apart from flow_find(), which has no need of a key then. */
static __attribute__((noinline)) struct flow *
search_flow(struct engine *e, const struct segment *seg, enum engine_dir dir)
{
	struct ends ends = ends_of(seg, dir);
	struct flow_key key = key_of(&ends);
	struct flow *f = find(e, &key);

	if (f)
		e->flow_last = flow_index(e, f);
	return f;
}

/* Packets of a connection come together; an entry that is free has no ends. */
struct flow *flow_find(struct engine *e, const struct segment *seg,
		       enum engine_dir dir)
{
	struct ends ends = ends_of(seg, dir);
	struct flow *f = &e->flows[e->flow_last];

	return has_ends(f, &ends) ? f : search_flow(e, seg, dir);
}

void flow_list_append(struct engine *e, struct flow_list *l, struct flow *f)
{
	f->older = l->newest;
	f->newer = NONE;
	if (l->newest != NONE)
		e->flows[l->newest].newer = flow_index(e, f);
	else
		l->oldest = flow_index(e, f);
	l->newest = flow_index(e, f);
}

void flow_list_remove(struct engine *e, struct flow_list *l, struct flow *f)
{
	if (f->older != NONE)
		e->flows[f->older].newer = f->newer;
	else
		l->oldest = f->newer;
	if (f->newer != NONE)
		e->flows[f->newer].older = f->older;
	else
		l->newest = f->older;
}

void flow_passes(struct flow *f, uint32_t end)
{
	if (seq_lt(f->seq.passed, end))
		f->seq.passed = end;
}

/* The window of a SYN has no scale (RFC 7323 2.2). */
void flow_told_by(struct flow *f, const struct segment *seg)
{
	flow_told(f, seg->ack, seg->flags & TCP_SYN ? 0 : seg->window,
		  seg->has_ts, seg->ts_val);
}

void flow_exempt_later(struct engine *e, struct flow *f, enum reason reason)
{
	if (reason == REASON_NONE || f->exempt_due)
		return;
	f->exempt_due = true;
	f->exempt_reason = reason & REASON_MASK;
	e->stats.exempt_auth_total += reason == REASON_AUTH;
	e->stats.exempt_tls_total += reason == REASON_TLS;
	e->stats.exempt_not_smtp_total += reason == REASON_NOT_SMTP;
	e->stats.exempt_balancer_total += reason == REASON_BALANCER;
	e->stats.exempt_proxy_total += reason == REASON_PROXY;
}

bool flow_has_network(const struct engine *e, const struct addr *client)
{
	return e->conf.network_rate && e->conf.policy == POLICY_SOURCE &&
	       (client->family == 6 ?
			e->conf.network6_bits < e->conf.prefix6_bits :
			e->conf.network4_bits < e->conf.prefix4_bits);
}

struct source *flow_network(const struct engine *e, const struct addr *client)
{
	struct net net = net_around_source(&e->conf, client);

	return flow_has_network(e, client) ?
		       source_find(&e->sources, &net.addr, true) : NULL;
}

static void unreserve(struct source *s, uint8_t n)
{
	if (s)
		s->reserved = (uint8_t)(s->reserved - (s->reserved < n ? s->reserved : n));
}

void flow_unreserve(const struct engine *e, struct flow *f, uint8_t n)
{
	struct addr client = flow_client(f);
	struct net net = net_around_source(&e->conf, &client);

	unreserve(flow_source(e, f), n);
	if (f->reserved_wide)	/* whether networks are charged now, or not */
		unreserve(source_find(&e->sources, &net.addr, true), n);
	f->reserved = (uint8_t)(f->reserved - n);
}

void flow_unreserve_all(const struct engine *e, struct flow *f)
{
	if (f->reserved)
		flow_unreserve(e, f, f->reserved);
}

void flow_touch(struct engine *e, struct flow *f)
{
	f->last_ns = e->now_ns;
	if (f->holds || e->idle.newest == flow_index(e, f))
		return;
	flow_list_remove(e, &e->idle, f);
	flow_list_append(e, &e->idle, f);
}

void flow_remove(struct engine *e, struct flow *f)
{
	uint32_t *link = bucket_of(e, &f->key);

	assert(!f->holds);
	flow_unreserve_all(e, f);
	while (*link != flow_index(e, f) + 1)
		link = &e->flows[*link - 1].hash_next;
	*link = f->hash_next;
	flow_list_remove(e, &e->idle, f);
	memset(f, 0, sizeof(*f));
	f->hash_next = e->flow_free;
	e->flow_free = flow_index(e, f);
	e->stats.flows_now--;
}

bool flow_is_full(const struct engine *e)
{
	return e->flow_free == NONE && e->flow_used == e->flow_max;
}

static struct flow *take_entry(struct engine *e)
{
	struct flow *f;

	if (flow_is_full(e)) {
		flow_remove(e, &e->flows[e->idle.oldest]);
		e->stats.flows_evicted_total++;
	}
	if (e->flow_free == NONE)
		return &e->flows[e->flow_used++];
	f = &e->flows[e->flow_free];
	e->flow_free = f->hash_next;
	return f;
}

/* All but the links, which stay as they are. */
static void begin(struct engine *e, struct flow *f)
{
	uint32_t hash_next = f->hash_next, older = f->older, newer = f->newer;
	struct flow_key key = f->key;

	memset(f, 0, sizeof(*f));
	f->key = key;
	f->hash_next = hash_next;
	f->older = older;
	f->newer = newer;
	f->first_hold = f->last_hold = f->heap_pos = NONE;
	f->server = f->source = NONE;
	f->last_ns = e->now_ns;
	memcpy(f->client, key.client, 16);
	f->client_family = key.family;
	f->client_port = key.client_port;
	f->used = true;
	smtp_scan_init(&f->scan);
	told_forget(e, f);
}

static struct flow *add(struct engine *e, const struct flow_key *key)
{
	struct flow *f = take_entry(e);
	uint32_t *bucket;

	memset(f, 0, sizeof(*f));
	f->key = *key;
	bucket = bucket_of(e, &f->key);
	f->hash_next = *bucket;
	*bucket = flow_index(e, f) + 1;
	flow_list_append(e, &e->idle, f);
	begin(e, f);
	e->stats.flows_now++;
	return f;
}

struct flow *flow_add(struct engine *e, const struct segment *seg)
{
	struct ends ends = ends_of(seg, FROM_SERVER);
	struct flow_key key = key_of(&ends);
	struct flow *f = add(e, &key);

	e->flow_last = flow_index(e, f);
	return f;
}

struct flow *flow_restore(struct engine *e, const struct flow *saved)
{
	uint32_t hash_next, older, newer;
	struct flow *f;

	if (find(e, &saved->key) || (flow_is_full(e) && e->idle.oldest == NONE))
		return NULL;
	f = add(e, &saved->key);
	hash_next = f->hash_next;
	older = f->older;
	newer = f->newer;
	*f = *saved;
	f->hash_next = hash_next;
	f->older = older;
	f->newer = newer;
	f->first_hold = f->last_hold = f->heap_pos = NONE;
	f->server = f->source = NONE;
	f->holds = 0;
	return f;
}

void flow_reset(struct engine *e, struct flow *f)
{
	assert(!f->holds);
	flow_unreserve_all(e, f);
	begin(e, f);
}
