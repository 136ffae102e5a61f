// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * oracle.c - what must be true whatever was done
 *
 * Reads a server's whole stream with a reply finder of its own, by lines that
 * end in CRLF, and demands of each reply that must wait that none of its bytes,
 * nor any behind it, reached the client before it was shown to the engine and
 * an interval had passed.  The bound is a lower one: the engine may hold more.
 * While a reply is held nothing of the server passes, and nothing of the client
 * that the server does not have already; what the client is told meanwhile it
 * was told before.  Counters agree with what was done; what a source owes is
 * never less than it was, but for what its deliveries pay, unless it is
 * forgotten; and what was postponed lasts.
 */
#include "core/trace.h"
#include "finder.h"
#include "world.h"

#include <stdio.h>
#include <string.h>

/* --- events */

static void free_seen(struct conn *c)
{
	size_t i;

	for (i = 0; i < STREAM_MAX + 2; i++)
		c->free_byte[i] |= c->seen_ns[i] != NEVER;
}

static bool justifies(const struct conn *c, size_t at, enum reason reason)
{
	if (reason == REASON_NOT_SMTP)
		return c->stream[at] < '2' || c->stream[at] > '5' ||
		       c->said - at < 3 || !line_code(c->stream, c->said, at);
	if (!c->starts[at])
		return false;
	return reason == REASON_TLS ? c->stream[at] == 0x16 :
	       c->said - at >= 3 && !memcmp(c->stream + at, "235", 3);
}

/* The first line that is a reason; where the stream ends if there is none. */
static size_t reason_at(const struct conn *c, enum reason reason)
{
	size_t at;

	for (at = 0; at < c->said; at = line_end(c->stream, c->said, at))
		if (c->seen_ns[at] != NEVER && justifies(c, at, reason))
			break;
	return at;
}

/* From where on is the connection rightly let alone? */
static void exempted(struct conn *c, enum reason reason)
{
	size_t at = reason_at(c, reason);

	REQUIRE(at < c->said || c->gappy || reason == REASON_TRUSTED,
		"an exemption (%d) for nothing in the stream", reason);
	if (at < c->exempt_from)
		c->exempt_from = reason == REASON_TRUSTED || at >= c->said ?
				 0 : at;
	if (reason == REASON_TRUSTED)
		REQUIRE(c->trusted, "a client that is not trusted");
}

/* --- deliveries */

static bool is_of_source(const struct world *w, unsigned int client,
			 const struct addr *other)
{
	const struct addr *a = world_client(client);
	unsigned int bits = a->family == 6 ? w->conf.prefix6_bits :
					     w->conf.prefix4_bits, i;

	for (i = 0; i < bits; i++)
		if ((a->b[i / 8] ^ other->b[i / 8]) & 0x80u >> i % 8)
			return false;
	return a->family == other->family;
}

/* So often did the server say 2xx. */
static unsigned int accepted_lines(const struct conn *c)
{
	unsigned int n = 0;
	size_t at;

	for (at = 0; at < c->said; at = line_end(c->stream, c->said, at))
		n += c->stream[at] == '2';
	return n;
}

/* So many intervals later what was not earned still may be. */
#define EARN_BEHIND	10

/* An eighth of an error, and no more than max-rate less one an interval. */
static void check_earned(struct world *w, struct conn *c, const struct event *e)
{
	uint64_t eighth_ns = w->interval_max_ns / 8, most_ns;
	unsigned int i;

	REQUIRE(e->wait_ns <= eighth_ns, "more than an eighth of an error");
	if (c)
		c->earned++;
	REQUIRE(!c || c->gappy || c->earned <= accepted_lines(c),
		"a delivery without an answer");
	for (i = 0; i < CLIENTS; i++) {
		if (!is_of_source(w, i, &e->client))
			continue;
		w->earn_ns[i] += e->wait_ns;
		w->earned_ns[i] += e->wait_ns;
		most_ns = w->now_ns - w->earned_from_ns[i] +
			  (1 + EARN_BEHIND) * w->interval_max_ns;
		most_ns = most_ns * (w->max_rate_max - 1) + eighth_ns +
			  NS_PER_MS;
		REQUIRE(w->earned_ns[i] <= most_ns,
			"client %u's deliveries paid %llu ms", i,
			(unsigned long long)(w->earned_ns[i] / NS_PER_MS));
	}
}

/* What else is in the packet that told of a delivery is judged with less. */
static void lower_zero(const struct world *w, struct conn *c, uint64_t by_ns)
{
	size_t i;

	for (i = 0; i < STREAM_MAX + 2; i++)
		if (c->seen_ns[i] == w->now_ns && c->zero_ns[i] > by_ns)
			c->zero_ns[i] -= by_ns;
}

/* The line that tells of it is one line, whatever was on the wire. */
static void check_line(const struct world *w, const struct event *e)
{
	char line[TRACE_LINE_MAX];
	size_t n = trace_line(line, w->now_ns, e), i;

	REQUIRE(n < sizeof(line) && !line[n], "%zu bytes", n);
	for (i = 0; i < n; i++)
		REQUIRE(line[i] >= ' ' && line[i] <= '~', "byte %d", line[i]);
	if (fuzz_loud())
		fprintf(stderr, "#   %s\n", line);
}

void oracle_event(struct world *w, const struct event *e)
{
	struct conn *c = conn_of(w, &e->peer, e->peer_port, &e->server,
				 e->server_port);

	check_line(w, e);
	w->did.events[e->kind]++;
	if (e->kind == EVENT_RELEASE || e->kind == EVENT_EARLY ||
	    e->kind == EVENT_ABANDON)
		w->did.waited_ms += e->wait_ns / NS_PER_MS;
	if (e->kind == EVENT_ABANDON)
		w->did.abandoned_ms += e->wait_ns / NS_PER_MS;
	if (e->kind == EVENT_HOLD)
		REQUIRE(e->wait_ns <= w->max_hold_max_ns, "a hold of %llu ms",
			(unsigned long long)(e->wait_ns / NS_PER_MS));
	if (e->kind == EVENT_EARN)
		check_earned(w, c, e);
	if (e->kind == EVENT_EARN && c)
		lower_zero(w, c, e->wait_ns);
	if (!c)
		return;		/* one of many(), which say nothing more */
	if (e->kind == EVENT_EARLY)
		free_seen(c);
	if (e->kind == EVENT_EARLY || e->kind == EVENT_RESET ||
	    e->kind == EVENT_ABANDON)
		c->postponed_ns = 0;
	c->server_gone |= e->kind == EVENT_RESET;
	if (e->kind == EVENT_DETACH)
		c->detached = true;
	if (e->kind == EVENT_EXEMPT)
		exempted(c, e->reason);
}

/* --- between calls */

struct tally {
	struct world *w;
	uint32_t n;
	uint32_t held;
	uint64_t next_ns, last_since_ns;
};

static bool tell_held(void *ctx, const struct held_info *info)
{
	struct tally *t = ctx;
	struct conn *c = conn_of(t->w, &info->client, info->client_port,
				 &info->server, info->server_port);

	t->n++;
	if (info->due_ns < t->next_ns)
		t->next_ns = info->due_ns;
	REQUIRE(info->since_ns <= t->w->now_ns &&
		info->due_ns - info->since_ns <= t->w->max_hold_max_ns,
		"a hold longer than the longest");
	if (c) {
		c->gated = true;
		c->abandoned = info->abandoned;
	}
	return true;
}

static bool tell_source(void *ctx, const struct source_info *info)
{
	struct tally *t = ctx;

	t->n++;
	t->held += info->held_now;
	return true;
}

static void check_counters(const struct world *w, const struct engine_stats *s)
{
	const uint64_t *events = w->did.events;

#define SAME(counter, want)						\
	REQUIRE(s->counter == (want), "%llu, not %llu",			\
		(unsigned long long)s->counter,				\
		(unsigned long long)(want))
	SAME(packets_total, w->did.given);
	SAME(replies_total, events[EVENT_REPLY]);
	SAME(released_total, events[EVENT_RELEASE]);
	SAME(early_total, events[EVENT_EARLY]);
	SAME(abandoned_total, events[EVENT_ABANDON]);
	REQUIRE(s->reset_total <= events[EVENT_RESET], "%llu resets",
		(unsigned long long)s->reset_total);
	SAME(detached_total, events[EVENT_DETACH]);
	SAME(overdrawn_total + s->networks_overdrawn_total,
	     events[EVENT_OVERDRAWN]);
	SAME(held_total,
	     w->did.holds - w->did.reset_holds - s->replaced_total);
	SAME(absorbed_total + s->no_room_total,
	     events[EVENT_ABSORB] + s->replaced_total);
	SAME(cut_total, w->did.cuts);
	SAME(injected_total, w->did.zero_windows);
	SAME(answered_total, w->did.answers);
	SAME(withheld_total + s->behind_total,
	     w->did.withheld + w->did.behind);
	SAME(widened_total, w->did.widened);
	SAME(icmp_total, w->did.icmp);
	SAME(icmp_dropped_total, w->did.icmp_drops);
	SAME(bad_checksum_total, w->did.corrupt);
	REQUIRE(s->frozen_total >= w->did.bare_drops &&
		s->frozen_total + s->out_of_order_total +
		events[EVENT_ABSORB] <= w->did.drops,
		"%llu frozen of %llu", (unsigned long long)s->frozen_total,
		(unsigned long long)w->did.drops);
	REQUIRE(s->detached_total <= w->did.resets, "a server was not reset");
	SAME(lost_total, w->did.lost);
	SAME(waited_ms_total, w->did.waited_ms);
	SAME(abandoned_ms_total, w->did.abandoned_ms);
#undef SAME
}

/* --- what sources owe */

void oracle_forgot(struct world *w, const struct addr *client)
{
	unsigned int i;

	/* What was not read yet may be judged without that debt. */
	for (i = 0; i < CONNS; i++)
		memset(w->conns[i].zero_ns, 0, sizeof(w->conns[i].zero_ns));
	for (i = 0; i < CLIENTS; i++) {
		if (client && client->family != world_client(i)->family)
			continue;
		w->zero_ns[i] = w->earn_ns[i] = w->earned_ns[i] = 0;
		w->earned_from_ns[i] = w->now_ns;
	}
}

/* What a source owes may grow, be paid by deliveries, or be forgotten with it. */
static void check_debts(struct world *w, const struct engine_stats *s)
{
	struct source_info info;
	unsigned int i;

	if (s->sources_forgotten_total != w->did.forgotten)
		oracle_forgot(w, NULL);
	w->did.forgotten = s->sources_forgotten_total;
	for (i = 0; i < CLIENTS; i++) {
		info.zero_ns = 0;
		engine_source_get(w->e, world_client(i), &info);
		REQUIRE(info.zero_ns + w->earn_ns[i] >= w->zero_ns[i],
			"client %u owes %llu ms less", i, (unsigned long long)
			((w->zero_ns[i] - info.zero_ns) / NS_PER_MS));
		w->zero_ns[i] = info.zero_ns;
		w->earn_ns[i] = 0;
	}
}

void oracle_raise(struct world *w, const struct addr *client, uint64_t zero_ns)
{
	struct source_info was = { .zero_ns = 0 }, is = { .zero_ns = 0 };
	uint32_t sources = engine_stats(w->e)->sources_now;
	bool known = engine_source_get(w->e, client, &was);

	engine_raise(w->e, w->now_ns, client, zero_ns);
	REQUIRE(engine_source_get(w->e, client, &is) ==
		(known || zero_ns > w->now_ns), "a source of nothing, or none");
	REQUIRE(!known || engine_stats(w->e)->sources_now == sources,
		"a source more, or less");
	if (!known && zero_ns <= w->now_ns)
		zero_ns = 0;
	REQUIRE(is.zero_ns == (zero_ns > was.zero_ns ? zero_ns : was.zero_ns),
		"another debt");
	was.net = is.net;
	was.zero_ns = is.zero_ns;
	REQUIRE(is.errors == was.errors && is.delivered == was.delivered &&
		is.code == was.code && is.held_now == was.held_now &&
		is.last_ns == was.last_ns && is.earned_ns == was.earned_ns &&
		is.network == was.network, "more than its debt changed");
	oracle_after(w);
}

/* --- what is frozen */

/*
 * Of a server whose reply is held only bytes pass that the client was never
 * given, before the reply, as they may where they came in one segment with it.
 */
void oracle_passes(struct world *w, struct conn *c, const struct tcp_segment *p)
{
	int64_t end = conn_offset(c, p->seq) + (int64_t)p->len_bytes +
		      (p->flags & F_FIN ? 1 : 0);

	(void)w;
	if (!c->gated || c->gappy || c->stale || c->mark == MARK_EXEMPT ||
	    p->flags & F_SYN)
		return;
	REQUIRE(!(p->flags & F_RST) && (p->len_bytes || p->flags & F_FIN) &&
		end > c->passed_to,
		"flags %x to %lld of a server pass while its reply is held",
		p->flags, (long long)end);
}

/* A server gets no byte that it doesn't have, but for an end; see RFC 5961. */
void oracle_reaches(struct world *w, struct conn *c, const struct tcp_segment *p)
{
	int64_t at = (int32_t)(p->seq - (c->client_isn + 1));

	(void)w;
	if (!c->gated || c->stale || p->flags & (F_SYN | F_RST))
		return;
	REQUIRE(at + (int64_t)p->len_bytes <= c->ack_said ||
		(!p->len_bytes && !(p->flags & F_FIN)),
		"bytes to %lld pass while a reply is held, the server has %lld",
		(long long)(at + (int64_t)p->len_bytes),
		(long long)c->ack_said);
}

/* It is told nothing but that it is to wait. */
void oracle_answered(struct world *w, struct conn *c, const struct tcp_segment *p)
{
	int64_t ack = (int32_t)(p->ack - (c->client_isn + 1));
	int64_t most = c->ack_told;
	uint32_t most_ts = c->ts_told;

	if (!c->client_seen || c->gappy) {
		most = most > c->ack_frozen ? most : c->ack_frozen;
		most_ts = most_ts > c->ts_frozen ? most_ts : c->ts_frozen;
	}
	REQUIRE(p->flags == F_ACK && !p->len_bytes && !p->win,
		"an answer is no zero-window ACK");
	if (c->stale)
		return;		/* in that one's name */
	REQUIRE(c->gated || w->asked.len_bytes || w->asked.flags & F_FIN,
		"an answer, though nothing is held and nothing said");
	/* What is behind a gap may have passed before. */
	REQUIRE(c->gappy || c->mark == MARK_EXEMPT ||
		conn_offset(c, p->seq) >= (int64_t)c->got_to,
		"the number %lld, but the client has %zu",
		(long long)conn_offset(c, p->seq), c->got_to);
	REQUIRE(ack <= most, "%lld is acknowledged, the client was told %lld",
		(long long)ack, (long long)most);
	if (p->opt.ts)
		REQUIRE(w->asked.opt.ts &&
			p->opt.tsecr == w->asked.opt.tsval && p->opt.tsval <= most_ts,
			"time stamps %u, %u; told %u", p->opt.tsval,
			p->opt.tsecr, most_ts);
}

static bool is_overdrawn(const struct world *w, const struct conn *c)
{
	struct source_info info;

	return engine_source_get(w->e, &c->client, &info) &&
	       info.zero_ns > w->now_ns;
}

void oracle_icmp(struct world *w, const struct conn *c,
		 const struct parcel *parcel, bool passes)
{
	const struct parcel *held;
	struct tcp_segment p;
	unsigned int i;

	if (!passes)
		REQUIRE(c && (c->gappy || c->gated || is_overdrawn(w, c) ||
			      parcel->from >= c->got_to ||
			      parcel->from >= c->shown_to ||
			      engine_stats(w->e)->flows_evicted_total ||
			      (int64_t)parcel->from >= c->passed_to),
			"an error about what the client has is dropped");
	for (i = 0; passes && c->gated && !w->blind &&
	     i < w->kernel.slots; i++) {
		held = w->kernel.slot[i];
		if (!held || held->birth != c->birth ||
		    segment_read(held->bytes, held->len, true, &p))
			continue;
		REQUIRE((int64_t)parcel->from < c->passed_to ||
			(int64_t)parcel->from < conn_offset(c, p.seq) +
			(int64_t)p.len_bytes + !!(p.flags & (F_FIN | F_RST)),
			"an error about byte %zu passes", parcel->from);
	}
}

/* --- what is postponed */

struct view {
	struct world *w;
	struct held_info held[CONNS];
};

static bool see_held(void *ctx, const struct held_info *info)
{
	struct view *v = ctx;
	struct conn *c = conn_of(v->w, &info->client, info->client_port,
				 &info->server, info->server_port);

	if (c)
		v->held[c - v->w->conns] = *info;
	return true;
}

void oracle_postpone(struct world *w, struct conn *c, uint64_t due_ns)
{
	struct event event = {
		.kind = EVENT_CHARGE,
		.peer = c->client, .peer_port = c->client_port,
		.server = c->server, .server_port = c->server_port,
	};
	struct view was = { .w = w }, is = { .w = w };
	uint64_t next_ns = engine_next_ns(w->e), last_ns;
	const struct held_info *mine = &was.held[c - w->conns];
	unsigned int i;

	engine_held_each(w->e, see_held, &was);
	engine_postpone(w->e, w->now_ns, &event, due_ns);
	engine_held_each(w->e, see_held, &is);
	REQUIRE(engine_next_ns(w->e) >= next_ns, "something is due earlier");
	for (i = 0; i < CONNS; i++) {
		REQUIRE(was.held[i].since_ns == is.held[i].since_ns &&
			was.held[i].replies == is.held[i].replies,
			"more than its due time changed");
		REQUIRE(&was.held[i] == mine ?
			is.held[i].due_ns >= mine->due_ns :
			is.held[i].due_ns == was.held[i].due_ns,
			"connection %u is due at another time", i);
	}
	/* What it holds last is not older than what it holds first. */
	last_ns = mine->since_ns + w->conf.max_hold_ns;
	if (mine->since_ns && !mine->abandoned)
		due_ns = due_ns < last_ns ? due_ns : last_ns;
	else
		due_ns = 0;
	if (due_ns > c->postponed_ns)
		c->postponed_ns = due_ns;
	oracle_after(w);
}

static void check_postponed(const struct world *w, struct conn *c)
{
	/* Nobody is told when a reset alone is let go. */
	if (c->postponed_ns <= w->now_ns || c->abandoned || c->server_gone)
		c->postponed_ns = 0;
	REQUIRE(!c->postponed_ns || c->gated,
		"let go, though postponed by %llu ms", (unsigned long long)
		((c->postponed_ns - w->now_ns) / NS_PER_MS));
}

/*
 * Nobody is told that an abandoned reply may pass early, for want of room.  By time
 * none does, but a connection without both ends is forgotten.
 */
static void note_let_go(const struct world *w, struct conn *c)
{
	c->abandoned = false;
	if (w->expiring && (c->detached || c->server_gone))
		conn_forgotten(c);
	else
		free_seen(c);
}

void oracle_after(struct world *w)
{
	const struct engine_stats *s = engine_stats(w->e);
	struct tally held = { .w = w, .next_ns = ENGINE_NEVER };
	struct tally sources = { .w = w };
	uint32_t i;

	REQUIRE(s->held_now == w->kernel.slots_used,
		"%u, but %u slots are used", s->held_now, w->kernel.slots_used);
	for (i = 0; i < CONNS; i++)
		w->conns[i].gated = false;
	engine_held_each(w->e, tell_held, &held);
	for (i = 0; i < CONNS; i++) {
		if (w->conns[i].abandoned && !w->conns[i].gated)
			note_let_go(w, &w->conns[i]);
	}
	for (i = 0; i < CONNS && s->flows_evicted_total > w->did.evicted; i++)
		conn_forgotten(&w->conns[i]);
	w->did.evicted = s->flows_evicted_total;
	for (i = 0; i < CONNS; i++)
		check_postponed(w, &w->conns[i]);
	check_debts(w, s);
	REQUIRE(held.n == s->gated_now, "%u, not %u", s->gated_now, held.n);
	REQUIRE(engine_next_ns(w->e) == held.next_ns, "not the next due time");
	engine_source_each(w->e, tell_source, &sources);
	REQUIRE(sources.n == s->sources_now && sources.n <= w->conf.max_sources,
		"%u sources, not %u", sources.n, s->sources_now);
	REQUIRE(sources.held <= held.n, "%u connections of sources, %u held",
		sources.held, held.n);
	REQUIRE(s->flows_now <= w->conf.max_flows + w->conf.max_held,
		"%u flows", s->flows_now);
	check_counters(w, s);
}

/* --- the stream */

static bool is_charged(const struct world *w, unsigned int code,
		       unsigned int nth)
{
	if (!(w->conf.hold_codes[code / 8] & 1u << code % 8))
		return false;
	if (!w->conf.exempt_replies)
		return true;
	return nth > 4 && code > 504 && code != 552 && code != 554;
}

static uint64_t interval_of(const struct world *w, const struct conn *c)
{
	return c->server_port == 25 ? w->interval_min_ns : 0;
}

/* What was lost, or came before a restart, may come again behind a reason to
 * let the connection alone. */
static bool is_overtaken(const struct conn *c, size_t at)
{
	uint32_t nth = c->seen_nth[at];
	size_t by = at;

	if (!c->gappy)
		return false;
	while ((by = line_end(c->stream, c->said, by)) < c->said)
		if (c->seen_nth[by] && (!nth || c->seen_nth[by] < nth) &&
		    (justifies(c, by, REASON_AUTH) ||
		     justifies(c, by, REASON_TLS)))
			return true;
	return false;
}

/*
 * Behind a gap, reading may have begun within the line before, at what looks
 * like the first line of a reply that goes on here.
 */
static bool is_taken_for_rest(const struct conn *c, size_t at,
			      unsigned int code)
{
	size_t s;

	if (!c->gappy || !at)
		return false;
	for (s = at - 1; s > 0; s--) {
		if (c->starts[s] && s + 3 < c->said && c->stream[s + 3] == '-' &&
		    line_code(c->stream, c->said, s) == code)
			return true;
		if (s < at - 1 && !memcmp(c->stream + s - 1, "\r\n", 2))
			break;
	}
	return false;
}

/* No byte from @at on may have passed before @due_ns. */
static void check_reply(const struct conn *c, size_t at, size_t end,
			uint64_t due_ns)
{
	size_t i;

	if (c->free_byte[at] || at >= c->exempt_from ||
	    at > reason_at(c, REASON_AUTH) || at > reason_at(c, REASON_TLS) ||
	    is_overtaken(c, at))
		return;		/* nobody is told before the last hold's end */
	/* Where not all was seen, the reply's first byte keeps it back. */
	for (i = at; i < (c->gappy ? at + 1 : conn_total(c)); i++) {
		if (c->free_byte[i])
			continue;
		REQUIRE(c->gappy || c->told_ns[i] >= due_ns || c->told_ns[i] == NEVER,
			"port %u: a number behind byte %zu told of %zu..%zu at "
			"%llu, due at %llu", c->client_port, i, at, end,
			(unsigned long long)c->told_ns[i],
			(unsigned long long)due_ns);
		if (i >= end && (c->seen_ns[at] == NEVER ||
				 c->seen_step[at] >= c->got_step[i] ||
				 i >= c->exempt_from))
			continue;
		REQUIRE(c->got_ns[i] >= due_ns,
			"port %u: byte %zu of or behind the reply %zu..%zu "
			"came at %llu ns, due at %llu ns", c->client_port, i,
			at, end, (unsigned long long)c->got_ns[i],
			(unsigned long long)due_ns);
	}
}

/*
 * When may this reply pass at the earliest?  With policy reply each waits for
 * those before it, unless the engine had reason to forget them; @before_ns is
 * that of the last, moved on.
 */
static uint64_t due_of(const struct world *w, const struct conn *c, size_t at,
		       uint64_t *before_ns)
{
	uint64_t seen_ns = c->seen_ns[at], due_ns = seen_ns;

	if (seen_ns == NEVER)
		return NEVER;
	if (*before_ns > due_ns && w->conf.policy == POLICY_REPLY &&
	    !w->muddled && !c->gaps)
		due_ns = *before_ns;
	due_ns += interval_of(w, c);
	if (due_ns > seen_ns + w->max_debt_min_ns)
		due_ns = seen_ns + w->max_debt_min_ns;
	if (due_ns < seen_ns + interval_of(w, c))
		due_ns = seen_ns + interval_of(w, c);
	if (due_ns > seen_ns + w->max_hold_min_ns)
		due_ns = seen_ns + w->max_hold_min_ns;
	*before_ns = due_ns;
	return due_ns;
}

/*
 * Can this reply be the answer to a message, as far as it came at once?  Such a
 * one never waits.
 */
static bool may_be_message(const struct conn *c, size_t at)
{
	return c->stream[at] == '2' &&
	       (c->said - at < 10 || memcmp(c->stream + at + 3, " 2.1.", 5) ||
		c->seen_nth[at] != c->seen_nth[at + 9]);
}

/*
 * Of a source whose bucket is overdrawn everything waits until that is back at
 * zero, as it was known when it came.
 */
static uint64_t debt_due_of(const struct world *w, const struct conn *c,
			    size_t at)
{
	uint64_t due_ns = c->zero_ns[at];

	if (w->conf.policy == POLICY_REPLY || w->muddled || c->gaps ||
	    may_be_message(c, at))
		return 0;
	if (due_ns > c->seen_ns[at] + w->max_hold_min_ns)
		due_ns = c->seen_ns[at] + w->max_hold_min_ns;
	return due_ns;
}

/* Of what is behind it the kernel may have let some pass unseen. */
static void check_debt(const struct world *w, const struct conn *c, size_t at)
{
	if (c->free_byte[at] || at >= c->exempt_from || is_overtaken(c, at) ||
	    at > reason_at(c, REASON_AUTH) || at > reason_at(c, REASON_TLS))
		return;
	REQUIRE(c->got_ns[at] >= debt_due_of(w, c, at),
		"port %u: the reply at byte %zu came at %llu ns, its source "
		"owes until %llu ns", c->client_port, at,
		(unsigned long long)c->got_ns[at],
		(unsigned long long)debt_due_of(w, c, at));
}

void oracle_conn(struct world *w, const struct conn *c)
{
	unsigned int code, nth = 0;
	uint64_t before_ns = 0;
	size_t at, end;

	if (w->blind || !interval_of(w, c) || c->trusted || c->gaps > 1)
		return;
	for (at = 0; at < c->said; at = end) {
		code = line_code(c->stream, c->said, at);
		end = code ? reply_end(c->stream, c->said, at, code) :
			     line_end(c->stream, c->said, at);
		if (code && is_charged(w, code, ++nth) &&
		    !is_taken_for_rest(c, at, code))
			check_reply(c, at, end, due_of(w, c, at, &before_ns));
		if (code && c->seen_ns[at] != NEVER)
			check_debt(w, c, at);
	}
}
