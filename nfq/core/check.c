// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check.c - what is always true of a flow, of what it holds, of a source
 *
 * After each packet where ENGINE_CHECKS is defined: scripts, fuzzers, and all that
 * is built with sanitizers.  Nothing of it is in a release.
 */
#include "core.h"

#ifdef ENGINE_CHECKS

static void hold_check(const struct engine *e, const struct flow *f,
		       const struct hold *h)
{
	assert(h->used && h->flow == flow_index(e, f));
	assert(seq_le(h->seq, h->end) && h->bytes == h->end - h->seq);
	assert(h->is_reset ? h->seq == h->end && h->next == NONE :
			     h->seq != h->end);
	assert(seq_le(h->seq, h->packet_end) && seq_le(h->packet_end, h->end));
	assert(h->has_packet || h->packet_end == h->seq);
	assert(h->since_ns <= e->now_ns);
}

/* Ranges follow each other, in time, too. */
static void holds_check(const struct engine *e, const struct flow *f)
{
	const struct hold *h, *before = NULL;
	uint32_t i, n = 0;

	for (i = f->first_hold; i != NONE; i = h->next) {
		assert(i < e->hold_used);
		h = &e->holds[i];
		hold_check(e, f, h);
		assert(!before || before->end == h->seq);
		assert(!before || before->due_ns <= h->due_ns);
		assert(!before || !before->unpaid || h->unpaid);
		before = h;
		n++;
		assert(n <= f->holds);
	}
	assert(n == f->holds);
	assert(n <= HOLDS_PER_FLOW + (before && before->is_reset ? 1u : 0));
	assert(f->last_hold ==
	       (before ? (uint32_t)(before - e->holds) : NONE));
}

static void numbers_check(const struct flow *f)
{
	if (!f->synced)
		return;
	assert(seq_le(f->seq.gap, f->seq.read));
	assert(seq_le(f->seq.read, f->seq.next));
}

static void flow_check(const struct engine *e, const struct flow *f)
{
	assert(f->used && f->last_ns <= e->now_ns);
	numbers_check(f);
	holds_check(e, f);
	if (f->holds) {
		assert(f->heap_pos < e->heap_n &&
		       e->heap[f->heap_pos] == flow_index(e, f));
		assert(f->ever_held && !f->exempt);
	} else {
		assert(f->heap_pos == NONE && f->server == NONE);
		assert(!f->detached && !f->abandoned && !f->server_gone);
		assert(!f->counted);
	}
	assert(!f->detached || (f->server == NONE && f->freed));
	assert(!f->exempt || !f->exempt_due);
	assert(!told_is_open(e, f) || (f->tls && !f->tls_exempt));
	assert(f->server == NONE || e->servers[f->server].held_now);
}

static void source_check(const struct engine *e, const struct source *s)
{
	struct addr prefix = source_addr(s);

	assert(s->used && !s->is_network);
	assert(source_find(&e->sources, &prefix, false) == s);
	assert(s->held_now <= e->stats.gated_now);
	/* More than max-debt where an admin, or another router, said so. */
	assert(s->zero_ns <= e->now_ns + ENGINE_OWE_MAX_S * NS_PER_S);
}

void engine_check(const struct engine *e, const struct flow *f)
{
	const struct source *s;
	struct addr client;

	assert(e->heap_n == e->stats.gated_now);
	assert(e->stats.held_now <= e->hold_used && e->hold_used <= e->hold_max);
	if (!f)
		return;
	flow_check(e, f);
	client = flow_client(f);
	s = policy_source(e, &client);
	if (s)
		source_check(e, s);
}

#endif
