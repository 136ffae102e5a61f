// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ask.c - the engine's answers: what is held, and what sources owe
 *
 * For people and for what outlives a restart; no packet comes through here.
 */
#include "core.h"

#include <string.h>

static struct held_info held_of(struct engine *e, const struct flow *f)
{
	const struct hold *h = &e->holds[f->first_hold];
	struct held_info info = {
		.client = flow_client(f),
		.client_port = f->key.client_port,
		.server_port = f->key.server_port,
		.code = h->code,
		.enhanced = h->enhanced,
		.since_ns = h->since_ns,
		.due_ns = h->due_ns,
		.replies = h->replies,
		.detached = f->detached,
		.abandoned = f->abandoned,
		.offender = policy_is_offender(e, f),
	};

	info.server.family = f->key.family;
	memcpy(info.server.b, f->key.server, 16);
	return info;
}

void engine_held_each(struct engine *e,
		      bool (*tell)(void *ctx, const struct held_info *info),
		      void *ctx)
{
	uint32_t flow = e->held.oldest;
	struct held_info info;

	for (; flow != NONE; flow = e->flows[flow].newer) {
		info = held_of(e, &e->flows[flow]);
		if (!tell(ctx, &info))
			return;
	}
}

/* Sources remember whole seconds; the newest moment in it is meant. */
static uint64_t seconds_ns(uint32_t seconds)
{
	return (uint64_t)seconds * NS_PER_S;
}

static struct source_info source_told(const struct engine *e,
				      const struct source *s)
{
	return (struct source_info){
		.net = { source_addr(s), s->is_ipv6 ? e->conf.prefix6_bits :
						      e->conf.prefix4_bits },
		.paid_up_ns = s->paid_up_ns,
		.last_ns = seconds_ns(s->last_s),
		.window_ns = seconds_ns(s->window_s ? s->window_s - 1 : 0),
		.errors = s->errors,
		.refused = s->refused,
		.accepted = s->accepted,
		.delivered = s->delivered,
		.held_now = s->held_now,
		.code = s->code,
		.enhanced = { s->enhanced_class, s->enhanced_subject,
			      s->enhanced_detail },
		.offender = s->offender,
	};
}

void engine_source_each(const struct engine *e,
			bool (*tell)(void *ctx, const struct source_info *info),
			void *ctx)
{
	uint32_t i = e->sources.newest;
	struct source_info info;

	for (; i != SOURCE_NONE; i = e->sources.sources[i].older) {
		info = source_told(e, &e->sources.sources[i]);
		if (!tell(ctx, &info))
			return;
	}
}

bool engine_source_get(const struct engine *e, const struct addr *client,
		       struct source_info *info)
{
	const struct source *s = policy_source(e, client);

	if (!s)
		return false;
	*info = source_told(e, s);
	return true;
}

static struct source *add(struct engine *e, const struct addr *client)
{
	struct addr prefix = policy_prefix(e, client);
	struct source *s;
	bool forgot;

	s = source_add(&e->sources, &prefix, &forgot);
	e->stats.sources_forgotten_total += forgot;
	e->stats.sources_now = e->sources.count;
	source_guilty(&e->sources, s);
	return s;
}

static uint16_t counter(uint32_t n)
{
	return (uint16_t)(n < UINT16_MAX ? n : UINT16_MAX);
}

void engine_source_put(struct engine *e, const struct source_info *info)
{
	struct source *s = add(e, &info->net.addr);

	s->paid_up_ns = info->paid_up_ns;
	s->last_s = (uint32_t)(info->last_ns / NS_PER_S);
	s->window_s = (uint32_t)(info->window_ns / NS_PER_S) + 1;
	s->errors = counter(info->errors);
	s->refused = counter(info->refused);
	s->accepted = counter(info->accepted);
	s->delivered = counter(info->delivered);
	s->code = info->code;
	s->enhanced_class = info->enhanced.class & 0xfu;
	s->enhanced_subject = (uint8_t)info->enhanced.subject;
	s->enhanced_detail = info->enhanced.detail;
	s->offender = info->offender;
}

void engine_owe(struct engine *e, uint64_t now_ns, const struct addr *client,
		uint64_t until_ns)
{
	struct source *s = add(e, client);

	if (!s->window_s)
		s->window_s = (uint32_t)(now_ns / NS_PER_S) + 1;
	s->last_s = (uint32_t)(now_ns / NS_PER_S);
	if (s->paid_up_ns < until_ns)
		s->paid_up_ns = until_ns;
	s->offender = s->sentenced = true;
}

void engine_charge(struct engine *e, uint64_t now_ns, const struct addr *client,
		   uint32_t errors, const struct sink *sink)
{
	uint64_t more_ns = errors * e->conf.interval_ns;
	struct event event = { .kind = EVENT_CHARGE, .client = *client,
			       .wait_ns = more_ns };
	struct source *s = add(e, client);

	e->now_ns = now_ns;
	e->sink = sink;
	if (!s->window_s)
		s->window_s = (uint32_t)(now_ns / NS_PER_S) + 1;
	s->last_s = (uint32_t)(now_ns / NS_PER_S);
	s->errors = counter(s->errors + errors);
	s->refused = counter(s->refused + errors);
	if (s->paid_up_ns < now_ns)
		s->paid_up_ns = now_ns;
	s->paid_up_ns += more_ns;
	event.debt_ns = s->paid_up_ns - now_ns;
	if (is_told(e, EVENT_CHARGE))
		emit_event(e, &event);
}

void engine_refund(struct engine *e, uint64_t now_ns, const struct addr *client,
		   uint32_t errors)
{
	struct source *s = policy_source(e, client);
	uint64_t less_ns = errors * e->conf.interval_ns;

	e->now_ns = now_ns;
	if (!s || s->paid_up_ns <= now_ns)
		return;
	s->paid_up_ns = s->paid_up_ns - now_ns > less_ns ?
				s->paid_up_ns - less_ns : now_ns;
	s->errors = counter(s->errors > errors ? s->errors - errors : 0);
	s->refused = counter(s->refused > errors ? s->refused - errors : 0);
}

void engine_raise(struct engine *e, uint64_t now_ns, const struct addr *client,
		  uint64_t until_ns, bool offender)
{
	struct source *s = policy_source(e, client);

	if (until_ns <= now_ns)
		return;
	if (!s)
		s = add(e, client);
	if (!s->window_s)
		s->window_s = (uint32_t)(now_ns / NS_PER_S) + 1;
	if (s->paid_up_ns < until_ns)
		s->paid_up_ns = until_ns;
	if (offender)
		s->offender = s->sentenced = true;
}

void engine_postpone(struct engine *e, uint64_t now_ns,
		     const struct event *event, uint64_t due_ns)
{
	struct segment seg = {
		.src = event->client, .src_port = event->client_port,
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
