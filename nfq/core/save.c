// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * save.c - the engine's state as bytes, for a restart that loses no hold
 *
 * For the same program on the same machine since the same boot: entries are
 * written as they are in memory, and times are of the same monotonic clock.
 * Another layout is refused.  Reading trusts nothing: a saved state that was
 * damaged is refused as a whole, and leaves an engine that knows nothing.
 *
 * Slots keep their numbers, since the caller's packets are filed under them.
 */
#include "core.h"
#include "siphash.h"

#include <string.h>

#define SAVE_VERSION	15

struct header {
	char magic[8];
	uint32_t version;
	uint32_t flow_bytes, hold_bytes, source_bytes;
	uint32_t flows, holds, sources;
	uint32_t zero;
	uint64_t sum;
};

static const char magic[8] = "smtptar";

struct saved_hold {
	uint32_t slot;
	uint32_t zero;
	struct hold hold;
};

static struct header header_of(const struct engine *e)
{
	struct header h = {
		.version = SAVE_VERSION,
		.flow_bytes = sizeof(struct flow),
		.hold_bytes = sizeof(struct saved_hold),
		.source_bytes = sizeof(struct source),
		.flows = e->stats.flows_now,
		.sources = e->sources.count,
	};
	uint32_t flow = e->held.oldest;

	memcpy(h.magic, magic, sizeof(magic));
	for (; flow != NONE; flow = e->flows[flow].newer)
		h.holds += e->flows[flow].holds;
	return h;
}

static size_t bytes_of(const struct header *h)
{
	return sizeof(*h) + h->flows * sizeof(struct flow) +
	       h->holds * sizeof(struct saved_hold) +
	       h->sources * sizeof(struct source);
}

size_t engine_save_bytes(const struct engine *e)
{
	struct header h = header_of(e);

	return bytes_of(&h);
}

/* Against damage, not against whoever can write it. */
static uint64_t sum_of(const uint8_t *bytes, size_t len_bytes)
{
	static const uint64_t key[2] = { SAVE_VERSION, 0 };

	return siphash24(key, bytes, len_bytes);
}

static uint8_t *put(uint8_t *out, const void *from, size_t len_bytes)
{
	memcpy(out, from, len_bytes);
	return out + len_bytes;
}

static uint8_t *put_flows(const struct engine *e, const struct flow_list *l,
			  uint8_t *out)
{
	uint32_t flow = l->oldest;

	for (; flow != NONE; flow = e->flows[flow].newer)
		out = put(out, &e->flows[flow], sizeof(struct flow));
	return out;
}

static uint8_t *put_holds(const struct engine *e, uint8_t *out)
{
	uint32_t flow = e->held.oldest, slot;
	struct saved_hold saved;

	memset(&saved, 0, sizeof(saved));
	for (; flow != NONE; flow = e->flows[flow].newer) {
		slot = e->flows[flow].first_hold;
		for (; slot != NONE; slot = e->holds[slot].next) {
			saved.slot = slot;
			saved.hold = e->holds[slot];
			out = put(out, &saved, sizeof(saved));
		}
	}
	return out;
}

void engine_save(const struct engine *e, uint8_t *out)
{
	struct header h = header_of(e);
	uint32_t i = e->sources.oldest;
	uint8_t *start = out;

	out = put(out, &h, sizeof(h));
	out = put_flows(e, &e->held, out);
	out = put_flows(e, &e->idle, out);
	out = put_holds(e, out);
	for (; i != SOURCE_NONE; i = e->sources.sources[i].newer)
		out = put(out, &e->sources.sources[i], sizeof(struct source));
	h.sum = sum_of(start + sizeof(h), (size_t)(out - start) - sizeof(h));
	put(start, &h, sizeof(h));
}

/* --- and back */

static bool header_is_ours(const struct engine *e, const struct header *h,
			   size_t len_bytes)
{
	return !memcmp(h->magic, magic, sizeof(magic)) &&
	       h->version == SAVE_VERSION &&
	       h->flow_bytes == sizeof(struct flow) &&
	       h->hold_bytes == sizeof(struct saved_hold) &&
	       h->source_bytes == sizeof(struct source) &&
	       h->flows <= e->flow_max && h->holds <= e->hold_max &&
	       h->sources <= e->sources.max && bytes_of(h) == len_bytes;
}

static bool load_source(struct engine *e, const struct source *saved)
{
	struct addr prefix = source_addr(saved);
	struct source *s;
	uint32_t hash_next, newer, older;
	bool forgot;

	if (!saved->used || source_find(&e->sources, &prefix, saved->is_network))
		return false;
	s = source_add(&e->sources, &prefix, saved->is_network, &forgot);
	hash_next = s->hash_next;
	newer = s->newer;
	older = s->older;
	*s = *saved;
	s->hash_next = hash_next;
	s->newer = newer;
	s->older = older;
	s->held_now = 0;
	return true;
}

/* A flow's ranges follow the flows in the same order. */
static bool load_holds(struct engine *e, struct flow *f, unsigned int n,
		       const uint8_t **in)
{
	struct saved_hold saved;
	uint64_t due_ns = 0;

	for (; n; n--, *in += sizeof(saved)) {
		memcpy(&saved, *in, sizeof(saved));
		if (saved.slot >= e->hold_max || e->holds[saved.slot].used ||
		    !saved.hold.used || saved.hold.due_ns < due_ns ||
		    saved.hold.reason >= REASON_KINDS)
			return false;
		due_ns = saved.hold.due_ns;
		if (!hold_restore(e, f, saved.slot, &saved.hold))
			return false;
	}
	return true;
}

static bool load_flow(struct engine *e, const struct flow *saved,
		      const uint8_t **holds, uint32_t *holds_left)
{
	struct flow *f;

	if (!saved->used || saved->holds > HOLDS_PER_FLOW + 1 ||
	    saved->holds > *holds_left ||
	    (saved->key.family != 4 && saved->key.family != 6) ||
	    (saved->client_family != 4 && saved->client_family != 6) ||
	    saved->exempt_reason >= REASON_KINDS ||
	    saved->free_due >= REASON_KINDS)
		return false;
	f = flow_restore(e, saved);
	if (!f)
		return false;
	policy_remember(e, f);	/* what it has reserved is there */
	*holds_left -= saved->holds;
	if (!load_holds(e, f, saved->holds, holds) ||
	    (f->holds > HOLDS_PER_FLOW && !e->holds[f->last_hold].is_reset))
		return false;
	if (f->holds)
		hold_restore_state(e, f, saved);
	return true;
}

static bool load_all(struct engine *e, const struct header *h,
		     const uint8_t *in)
{
	const uint8_t *holds = in + h->flows * sizeof(struct flow);
	const uint8_t *sources = holds + h->holds * sizeof(struct saved_hold);
	uint32_t holds_left = h->holds, i;
	struct source source;
	struct flow flow;

	for (i = 0; i < h->sources; i++, sources += sizeof(source)) {
		memcpy(&source, sources, sizeof(source));
		if (!load_source(e, &source))
			return false;
	}
	for (i = 0; i < h->flows; i++, in += sizeof(flow)) {
		memcpy(&flow, in, sizeof(flow));
		if (!load_flow(e, &flow, &holds, &holds_left))
			return false;
	}
	hold_restore_free(e);
	e->stats.sources_now = e->sources.count;
	return !holds_left;
}

bool engine_load(struct engine *e, uint64_t now_ns, const uint8_t *in,
		 size_t len_bytes)
{
	struct header h;

	e->now_ns = now_ns;
	if (e->stats.flows_now || e->sources.count || len_bytes < sizeof(h))
		return false;
	memcpy(&h, in, sizeof(h));
	return header_is_ours(e, &h, len_bytes) &&
	       h.sum == sum_of(in + sizeof(h), len_bytes - sizeof(h)) &&
	       load_all(e, &h, in + sizeof(h));
}
