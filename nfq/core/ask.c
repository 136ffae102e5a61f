// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ask.c - the engine's answers: what is held, and what sources owe
 *
 * For people and for what outlives a restart; no packet comes through here.
 */
#include "core.h"

static struct held_info held_of(const struct engine *e, const struct flow *f)
{
	const struct hold *h = &e->holds[f->first_hold];
	uint32_t i;
	struct held_info info = {
		.client = flow_client(f),
		.client_port = f->client_port,
		.server = flow_server(f),
		.server_port = f->key.server_port,
		.code = h->code,
		.enhanced = h->enhanced,
		.since_ns = h->since_ns,
		.due_ns = h->due_ns,
		.replies = h->replies,
		.detached = f->detached,
		.abandoned = f->abandoned,
		.overdrawn = policy_is_overdrawn(e, f),
	};

	for (i = f->first_hold; i != NONE; i = e->holds[i].next)
		info.errors += e->holds[i].replies;
	return info;
}

void engine_held_each(const struct engine *e,
		      bool (*report)(void *ctx, const struct held_info *info),
		      void *ctx)
{
	uint32_t flow = e->held.oldest;
	struct held_info info;

	for (; flow != NONE; flow = e->flows[flow].newer) {
		info = held_of(e, &e->flows[flow]);
		if (!report(ctx, &info))
			return;
	}
}

/* Sources remember whole seconds; the newest moment in it is meant. */
static uint64_t seconds_ns(uint32_t seconds)
{
	return (uint64_t)seconds * NS_PER_S;
}

static uint8_t prefix_bits_of(const struct engine *e, const struct source *s)
{
	if (s->is_network)
		return s->is_ipv6 ? e->conf.network6_bits :
				    e->conf.network4_bits;
	return s->is_ipv6 ? e->conf.prefix6_bits : e->conf.prefix4_bits;
}

static struct source_info info_of(const struct engine *e,
				  const struct source *s)
{
	return (struct source_info){
		.net = { source_addr(s), prefix_bits_of(e, s) },
		.zero_ns = s->zero_ns,
		.earned_ns = s->earned_ns,
		.last_ns = seconds_ns(s->last_s),
		.errors = s->errors,
		.delivered = s->delivered,
		.held_now = s->held_now,
		.code = s->code,
		.enhanced = { s->enhanced_class, s->enhanced_subject,
			      s->enhanced_detail },
		.network = s->is_network,
	};
}

void engine_source_each(const struct engine *e,
			bool (*report)(void *ctx, const struct source_info *info),
			void *ctx)
{
	uint32_t i = e->sources.newest;
	struct source_info info;

	for (; i != SOURCE_NONE; i = e->sources.sources[i].older) {
		info = info_of(e, &e->sources.sources[i]);
		if (!report(ctx, &info))
			return;
	}
}

bool engine_source_get(const struct engine *e, const struct addr *client,
		       struct source_info *info)
{
	const struct source *s = policy_source(e, client);

	if (!s)
		return false;
	*info = info_of(e, s);
	return true;
}

static uint16_t counter(uint32_t n)
{
	return (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
}

void engine_source_put(struct engine *e, const struct source_info *info)
{
	struct source *s = policy_begin(e, &info->net.addr, info->network);

	s->zero_ns = info->zero_ns;
	s->earned_ns = info->earned_ns;
	s->last_s = (uint32_t)(info->last_ns / NS_PER_S);
	s->errors = counter(info->errors);
	s->delivered = counter(info->delivered);
	source_note(s, info->code, &info->enhanced);
	/* As if a log had told of them: each waits, and costs nothing. */
	if (info->held_errors)
		logged_lines(e, s, info->held_errors);
}

void engine_owe(struct engine *e, uint64_t now_ns, const struct addr *client,
		uint64_t until_ns)
{
	struct source *s = policy_begin(e, client, false);

	s->last_s = (uint32_t)(now_ns / NS_PER_S);
	if (s->zero_ns < until_ns)
		s->zero_ns = until_ns;
}

void engine_charge(struct engine *e, uint64_t now_ns, const struct addr *client,
		   uint32_t errors, const struct sink *sink)
{
	e->now_ns = now_ns;
	e->sink = sink;
	policy_take(e, client, errors);
}

void engine_refund(struct engine *e, uint64_t now_ns, const struct addr *client,
		   uint32_t errors)
{
	struct source *s = policy_source(e, client);
	uint64_t less_ns = errors * e->conf.interval_ns;

	e->now_ns = now_ns;
	if (!s)
		return;
	s->zero_ns -= less_ns < s->zero_ns ? less_ns : s->zero_ns;
	s->errors = counter(s->errors > errors ? s->errors - errors : 0);
}

void engine_raise(struct engine *e, uint64_t now_ns, const struct addr *client,
		  uint64_t zero_ns)
{
	struct source *s = policy_source(e, client);

	/* What others know of a source that is in order needs no entry. */
	if (!s && zero_ns <= now_ns)
		return;
	if (!s)
		s = policy_begin(e, client, false);
	if (s->zero_ns < zero_ns)
		s->zero_ns = zero_ns;
}

void engine_postpone(struct engine *e, uint64_t now_ns,
		     const struct event *event, uint64_t due_ns)
{
	struct segment seg = {
		.src = event->peer, .src_port = event->peer_port,
		.dst = event->server, .dst_port = event->server_port,
	};
	struct flow *f = flow_find(e, &seg, FROM_CLIENT);

	e->now_ns = now_ns;
	if (f && f->holds)
		hold_postpone(e, f, due_ns);
}

uint32_t engine_forget(struct engine *e, const struct addr *client)
{
	struct source *s;
	uint32_t n = 0;

	if (client) {
		s = policy_source(e, client);
		if (!s)
			return 0;
		source_remove(&e->sources, s);
		n = 1;
	}
	for (; !client && e->sources.newest != SOURCE_NONE; n++)
		source_remove(&e->sources, &e->sources.sources[e->sources.newest]);
	e->stats.sources_now = e->sources.count;
	return n;
}

uint32_t engine_logged(struct engine *e, uint64_t now_ns,
		       const struct addr *client, uint32_t errors, bool tls,
		       const struct sink *sink)
{
	struct source *s = policy_source(e, client);
	uint32_t seen;
	bool counted;

	e->now_ns = now_ns;
	if (e->conf.policy != POLICY_SOURCE || !e->conf.interval_ns ||
	    policy_trusts(e, client) || proxy_is_balancer(e, client) || !errors)
		return 0;
	counted = !tls || told_charges(e);
	seen = counted ? logged_ahead(e, s) : 0;
	if (seen > errors)
		seen = errors;
	errors -= seen;
	if (errors)
		engine_charge(e, now_ns, client, errors, sink);
	e->stats.log_matched_total += seen;
	e->stats.log_charges_total += errors;
	s = policy_source(e, client);
	if (s && counted)
		logged_lines(e, s, seen + errors);
	return errors;
}
